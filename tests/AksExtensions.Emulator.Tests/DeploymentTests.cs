using System.Net;
using AksExtensions.Emulator.Resources;
using Xunit;

namespace AksExtensions.Emulator.Tests;

/// <summary>Templates of extensions that are deployed to a resource group.</summary>
public sealed class DeploymentTests
{
    private const string Version = "api-version=2024-03-01";
    private const string Scope = "[resourceId('Microsoft.ContainerService/managedClusters', parameters('clusterName'))]";

    [Fact]
    public async Task A_template_is_deployed_in_an_operation_and_its_extensions_are_what_it_says()
    {
        await using var arm = await StartAsync();
        var answer = await arm.PutAsync(Path(arm), Body(
            [Resource("flux", new { extensionType = "microsoft.flux", version = "1.17.3", autoUpgradeMinorVersion = false, configurationSettings = "[parameters('settings')]", configurationProtectedSettings = new { password = "[parameters('password')]" } })],
            new { clusterName = new { type = "string" }, settings = new { type = "object", defaultValue = new { a = "default" } }, password = new { type = "secureString" } },
            new { clusterName = new { value = "aks1" }, settings = new { value = new Dictionary<string, string> { ["b"] = "[x]" } }, password = new { value = "canary" } }), Version);

        Assert.Equal((HttpStatusCode.Created, "Accepted"), (answer.Status, answer.Properties.GetProperty("provisioningState").GetString()));
        Assert.Equal("""{"clusterName":{"type":"String","value":"aks1"},"settings":{"type":"Object","value":{"b":"[x]"}},"password":{"type":"SecureString"}}""", answer.Properties.GetProperty("parameters").GetRawText());
        Assert.DoesNotContain("canary", answer.Text, StringComparison.Ordinal);
        Assert.Equal("Running", (await PollAsync(arm, answer)).At("status"));
        Assert.Equal("Running", (await arm.GetAsync(Path(arm), Version)).At("properties/provisioningState"));
        arm.Pass();
        Assert.Equal("""{"status":"Succeeded"}""", (await PollAsync(arm, answer)).Text);
        var done = await arm.GetAsync(Path(arm), Version);
        Assert.Equal("Succeeded", done.At("properties/provisioningState"));
        Assert.Equal(ArmClient.Extension(arm.Aks, "flux"), done.At("properties/outputResources/0/id"));
        var extension = arm.State.FindExtension(ArmClient.Extension(arm.Aks, "flux"))!;
        Assert.Equal(("1.17.3", "[x]", "canary"), (extension.Version, extension.ConfigurationSettings["b"], extension.ConfigurationProtectedSettings["password"]));
        Assert.Equal(HttpStatusCode.OK, (await arm.PutAsync(Path(arm), Body([], new { }, new { }), Version)).Status);
    }

    [Theory]
    [InlineData("[[x]", "[x]")]
    [InlineData("[x", "[x")]
    [InlineData("[x] y", "[x] y")]
    [InlineData("[concat('it''s ', parameters('clusterName'))]", "it's aks1")]
    [InlineData("[format('{0}/{1}', 'a', parameters('clusterName'))]", "a/aks1")]
    [InlineData("[ concat( 'a' , concat('b') ) ]", "ab")]
    [InlineData("${x}", "${x}")]
    public async Task Texts_are_expressions_only_between_brackets(string written, string read)
    {
        await using var arm = await StartAsync();
        await arm.PutAsync(Path(arm), Body(
            [Resource("x", new { extensionType = "microsoft.flux", configurationSettings = new Dictionary<string, string> { ["key"] = written, [written] = "name" } })],
            new { clusterName = new { type = "string", defaultValue = "aks1" } }, new { }), Version);
        var settings = arm.State.FindExtension(ArmClient.Extension(arm.Aks, "x"))!.ConfigurationSettings;
        Assert.Equal(read, settings["key"]);
        Assert.Equal("name", settings[read]);
    }

    [Fact]
    public async Task A_scope_can_be_the_type_and_name_of_a_cluster_and_an_extension_that_exists_is_replaced()
    {
        await using var arm = await StartAsync();
        arm.State.AddExtension(arm.Aks, "flux", "microsoft.flux");
        await arm.PutAsync(Path(arm), Body([Resource("flux", new { extensionType = "microsoft.flux", releaseTrain = "preview" }, "Microsoft.ContainerService/managedClusters/aks1")], new { }, new { }), Version);
        arm.Pass();
        Assert.Equal("preview", arm.State.FindExtension(ArmClient.Extension(arm.Aks, "flux"))!.ReleaseTrain);
    }

    [Fact]
    public async Task A_failure_of_one_extension_is_that_of_the_deployment_and_the_others_are_installed()
    {
        await using var arm = await StartAsync();
        var answer = await arm.PutAsync(Path(arm), Body(
            [
                Resource("bad", new { extensionType = "microsoft.flux", configurationSettings = new Dictionary<string, string> { ["emulator.failWith"] = "no luck" } }),
                Resource("good", new { extensionType = "microsoft.flux" }),
                Resource("refused", new { extensionType = "microsoft.flux" }, "Microsoft.ContainerService/managedClusters/none"),
            ],
            new { clusterName = new { type = "string", defaultValue = "aks1" } }, new { }), Version);
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        arm.Pass();
        var status = await PollAsync(arm, answer);
        Assert.Equal(("Failed", "DeploymentFailed"), (status.At("status"), status.At("error/code")));
        Assert.Equal(["ResourceNotFound", "ExtensionOperationFailed"], status.Json.GetProperty("error").GetProperty("details").EnumerateArray().Select(detail => detail.GetProperty("code").GetString()));
        Assert.Equal("no luck", status.At("error/details/1/message"));
        var done = await arm.GetAsync(Path(arm), Version);
        Assert.Equal(("Failed", ArmClient.Extension(arm.Aks, "good")), (done.At("properties/provisioningState"), done.At("properties/outputResources/0/id")));
    }

    [Theory]
    [InlineData("""{"parameters":{"a":{"type":"string"}},"resources":[]}""", "{}", "The value for the template parameter 'a'")]
    [InlineData("""{"parameters":{"a":{"type":"string"}},"resources":[]}""", """{"a":{"value":1}}""", "Expected a value of type 'String'")]
    [InlineData("""{"resources":[]}""", """{"b":{"value":"x"}}""", "do not correspond to any parameters")]
    [InlineData("""{}""", "{}", "Required property 'resources'")]
    [InlineData("""{"resources":[{"type":"Microsoft.Storage/storageAccounts"}]}""", "{}", "The emulator deploys resources of the type")]
    [InlineData("""{"resources":[{"type":"Microsoft.KubernetesConfiguration/extensions","name":"x","apiVersion":"2025-03-01"}]}""", "{}", "Required property 'scope'")]
    [InlineData("""{"resources":[{"type":"Microsoft.KubernetesConfiguration/extensions","name":"x","apiVersion":"2025-03-01","scope":"Microsoft.Storage/storageAccounts/x"}]}""", "{}", "is not the ID of a cluster")]
    [InlineData("""{"resources":[{"type":"[nonsense('x')]"}]}""", "{}", "The template function 'nonsense' is not valid")]
    [InlineData("""{"resources":[{"type":"[parameters('x')]"}]}""", "{}", "The template parameter 'x' is not found")]
    [InlineData("""{"resources":[{"type":"[concat('a']"}]}""", "{}", "Unable to parse language expression")]
    [InlineData("""{"resources":[{"type":"[]"}]}""", "{}", "Unable to parse language expression")]
    [InlineData("""{"resources":[{"type":"[concat('a') x]"}]}""", "{}", "Unable to parse language expression")]
    [InlineData("""{"resources":[{"type":"[resourceId('a/b/c', 'x')]"}]}""", "{}", "requires '2' resource name argument(s)")]
    [InlineData("""{"resources":[{"type":"x","type":"y"}]}""", "{}", "Deployment template validation failed")]
    public async Task A_template_that_is_not_valid_is_refused_before_anything_is_deployed(string template, string parameters, string message)
    {
        await using var arm = await StartAsync();
        var answer = await arm.PutAsync(Path(arm), $$$"""{"properties":{"mode":"Incremental","template":{{{template}}},"parameters":{{{parameters}}} }}""", Version);
        answer.IsRefusal(HttpStatusCode.BadRequest, "InvalidTemplate");
        Assert.Contains(message, answer.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await arm.GetAsync(Path(arm), Version)).Status);
    }

    [Fact]
    public async Task An_expression_cannot_be_nested_without_end()
    {
        await using var arm = await StartAsync();
        var nested = string.Concat(Enumerable.Repeat("concat(", 100_000));
        var answer = await arm.PutAsync(Path(arm), Body([Resource("x", new { extensionType = $"[{nested}]" })], new { clusterName = new { type = "string", defaultValue = "aks1" } }, new { }), Version);
        answer.IsRefusal(HttpStatusCode.BadRequest, "InvalidTemplate");
    }

    [Fact]
    public async Task Other_modes_groups_and_operations_are_refused()
    {
        await using var arm = await StartAsync();
        (await arm.PutAsync(Path(arm), new { properties = new { mode = "Complete", template = new { resources = Array.Empty<object>() } } }, Version)).IsRefusal(HttpStatusCode.BadRequest, "InvalidDeployment");
        (await arm.PutAsync(Path(arm).Replace("/rg/", "/none/", StringComparison.Ordinal), new { }, Version)).IsRefusal(HttpStatusCode.NotFound, "ResourceGroupNotFound");
        (await arm.GetAsync(Path(arm), Version)).IsRefusal(HttpStatusCode.NotFound, "DeploymentNotFound");
        (await arm.DeleteAsync(Path(arm), Version)).IsRefusal(HttpStatusCode.MethodNotAllowed, "MethodNotAllowed");
        await arm.PutAsync(Path(arm), Body([], new { }, new { }), Version);
        (await arm.GetAsync($"{Path(arm)}/operationStatuses/other", Version)).IsRefusal(HttpStatusCode.NotFound, "DeploymentOperationNotFound");
        arm.State.SetProvider("Microsoft.KubernetesConfiguration", "NotRegistered");
        (await arm.PutAsync(Path(arm), Body([], new { }, new { }), Version)).IsRefusal(HttpStatusCode.Conflict, "MissingSubscriptionRegistration");
    }

    [Fact]
    public async Task A_lock_refuses_the_resource_and_a_reset_forgets_the_deployment()
    {
        await using var arm = await StartAsync();
        arm.State.AddLock(new ResourceLock(arm.Aks, "lock", "ReadOnly"));
        var answer = await arm.PutAsync(Path(arm), Body([Resource("x", new { extensionType = "microsoft.flux" })], new { clusterName = new { type = "string", defaultValue = "aks1" } }, new { }), Version);
        Assert.Equal("ScopeLocked", (await PollAsync(arm, answer)).At("error/details/0/code"));
        arm.State.Reset();
        arm.State.AddCluster("aks1");
        (await arm.GetAsync(Path(arm), Version)).IsRefusal(HttpStatusCode.NotFound, "DeploymentNotFound");
    }

    private static async Task<ArmClient> StartAsync()
    {
        var arm = await ArmClient.StartAsync();
        arm.State.AddCluster("aks1");
        return arm;
    }

    private static string Path(ArmClient arm) => $"{arm.Subscription}/resourceGroups/rg/providers/Microsoft.Resources/deployments/d";

    private static Task<ArmAnswer> PollAsync(ArmClient arm, ArmAnswer answer) => arm.GetAsync(new Uri(answer.AsyncOperation).PathAndQuery, query: null);

    private static object Resource(string name, object properties, string scope = Scope) =>
        new { type = "Microsoft.KubernetesConfiguration/extensions", apiVersion = "2025-03-01", scope, name, properties };

    private static object Body(object[] resources, object parameters, object values) =>
        new { properties = new { mode = "Incremental", template = new { parameters, resources }, parameters = values } };
}
