using System.Net;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class ExtensionRefusalTests
{
    public static TheoryData<string, string> BadBodies => new()
    {
        { """{"properties":""", "InvalidRequestContent" },
        { "[]", "InvalidRequestContent" },
        { "{}", "InvalidRequestContent" },
        { """{"properties":{}}""", "BadRequest" },
        { """{"properties":{"extensionType":"microsoft.flux","configurationSettings":{"a":true}}}""", "InvalidRequestContent" },
        { """{"properties":{"extensionType":"microsoft.flux","autoUpgradeMinorVersion":"yes"}}""", "InvalidRequestContent" },
        { """{"properties":{"extensionType":"microsoft.flux","autoUpgradeMode":"always"}}""", "BadRequest" },
        { """{"properties":{"extensionType":"microsoft.flux","autoUpgradeMinorVersion":true,"version":"1.7.0"}}""", "BadRequest" },
        { """{"properties":{"extensionType":"microsoft.flux","version":"9.9.9"}}""", "ExtensionOperationFailed" },
        { """{"properties":{"extensionType":"microsoft.flux","releaseTrain":"no-such-train"}}""", "ExtensionOperationFailed" },
        { """{"properties":{"extensionType":"microsoft.argocd"}}""", "ExtensionOperationFailed" },
        { """{"properties":{"extensionType":"contoso.doesnotexist"}}""", "ExtensionTypeRegistrationGetFailed" },
        { """{"properties":{"extensionType":"microsoft.openservicemesh"}}""", "ExtensionTypeNotSupported" },
        { """{"properties":{"extensionType":"microsoft.dapr","scope":{"namespace":{"targetNamespace":"x"}}}}""", "BadRequest" },
        { """{"properties":{"extensionType":"microsoft.flux","scope":{"namespace":{}}}}""", "BadRequest" },
        { """{"properties":{"extensionType":"contoso.app"}}""", "ResourcePurchaseValidationFailed" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task A_create_is_refused(string body, string code)
    {
        await using var arm = await ArmClient.StartAsync();
        (await arm.PutAsync(ArmClient.Extension(arm.Aks, "x"), body)).IsRefusal(HttpStatusCode.BadRequest, code);
        Assert.Empty(arm.State.GetExtensions(arm.Aks));
    }

    [Theory]
    [InlineData("""{"properties":{"extensionType":"microsoft.flux"}}""", "properties.extensionType")]
    [InlineData("""{"properties":{"scope":{"cluster":{}}}}""", "properties.scope")]
    [InlineData("""{"identity":{"type":"SystemAssigned"}}""", "identity")]
    public async Task An_update_sends_six_properties_and_no_other(string body, string path)
    {
        await using var arm = await ArmClient.StartAsync();
        arm.State.AddExtension(arm.Aks, "flux", "microsoft.flux");
        var refused = await arm.PatchAsync(ArmClient.Extension(arm.Aks, "flux"), body);
        refused.IsRefusal(HttpStatusCode.BadRequest, "InvalidRequestContent");
        Assert.Contains($"Path '{path}'", refused.ErrorMessage);
    }

    [Theory]
    [InlineData("1.27.9", HttpStatusCode.BadRequest)]
    [InlineData("1.28.1", HttpStatusCode.Created)]
    [InlineData("1.270.0", HttpStatusCode.Created)]
    public async Task A_version_that_does_not_support_the_clusters_Kubernetes_does_not_count(string kubernetes, HttpStatusCode expected)
    {
        await using var arm = await ArmClient.StartAsync();
        arm.State.AddCluster(arm.State.FindCluster(arm.Aks)! with { KubernetesVersion = kubernetes });
        var answer = await arm.PutAsync(
            ArmClient.Extension(arm.Aks, "x"), new { properties = new { extensionType = "microsoft.evictionautoscaler" } });
        Assert.Equal(expected, answer.Status);
    }

    [Fact]
    public async Task A_region_without_the_type_is_reported_with_those_that_have_it()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.State.AddCluster(arm.State.FindCluster(arm.Aks)! with { Location = "norwayeast" });
        var refused = await arm.PutAsync(
            ArmClient.Extension(arm.Aks, "x"), new { properties = new { extensionType = "microsoft.azurecontainerstorage" } });
        refused.IsRefusal(HttpStatusCode.BadRequest, "ExtensionTypeRegistrationGetFailed");
        Assert.Contains("Extension is available in eastus,", refused.ErrorMessage);
    }

    [Fact]
    public async Task A_write_while_another_is_under_way_is_a_conflict()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        var body = new { properties = new { extensionType = "microsoft.flux" } };
        await arm.PutAsync(path, body);
        (await arm.PutAsync(path, body)).IsRefusal(HttpStatusCode.Conflict, "ExtensionPutFailed");
        (await arm.DeleteAsync(path)).IsRefusal(HttpStatusCode.Conflict, "ExtensionDeleteFailed");
        var patch = await arm.PatchAsync(path, new { properties = new { } });
        patch.IsRefusal(HttpStatusCode.Conflict, "ExtensionPatchFailed");
        Assert.StartsWith(
            "The PATCH method cannot be completed due to a conflict. (ProvisioningState of extension: Creating).", patch.ErrorMessage);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Of_writes_at_the_same_time_one_is_accepted(string method)
    {
        await using var arm = await ArmClient.StartAsync();
        var body = new { properties = new { extensionType = "microsoft.flux" } };
        for (var round = 0; round < 20; round++)
        {
            var path = ArmClient.Extension(arm.Aks, $"flux{round}");
            arm.State.AddExtension(new() { ClusterId = arm.Aks, Name = $"flux{round}", ExtensionType = "microsoft.flux" });
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => method switch
            {
                "PATCH" => arm.PatchAsync(path, new { properties = new { } }),
                "PUT" => arm.PutAsync(path, body),
                _ => arm.DeleteAsync(path),
            })));
            Assert.Single(answers, answer => (int)answer.Status < 300);
            Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        }
    }

    [Fact]
    public async Task A_managed_extension_is_not_its_users()
    {
        await using var arm = await ArmClient.StartAsync(new EmulatorOptions { Seed = "demo" });
        var path = ArmClient.Extension(arm.DemoAks, "aks-managed-azure-monitor-metrics");
        var shown = await arm.GetAsync(path);
        Assert.Equal("managed", shown.At("properties/managementDetails/category"));
        foreach (var refused in new[] { await arm.PatchAsync(path, new { properties = new { } }), await arm.DeleteAsync(path) })
        {
            refused.IsRefusal(HttpStatusCode.Forbidden, "ExtensionOperationNotAllowed");
            Assert.Contains("Microsoft.ContainerService", refused.ErrorMessage);
        }
    }

    [Fact]
    public async Task What_does_not_exist_is_distinguished_by_its_message()
    {
        await using var arm = await ArmClient.StartAsync();
        var noCluster = await arm.GetAsync(ArmClient.Extension(arm.Aks + "x", "flux"));
        noCluster.IsRefusal(HttpStatusCode.NotFound, "ResourceNotFound");
        Assert.Equal(
            "The Resource 'Microsoft.ContainerService/managedClusters/aks1x' under resource group 'rg' was not found. "
            + "For more details please go to https://aka.ms/ARMResourceNotFoundFix",
            noCluster.ErrorMessage);
        (await arm.GetAsync(ArmClient.Extension(arm.Aks.Replace("/rg/", "/no-rg/", StringComparison.Ordinal), "flux")))
            .IsRefusal(HttpStatusCode.NotFound, "ResourceGroupNotFound");
        (await arm.GetAsync(ArmClient.Extension(arm.Aks, "flux").Replace("11111111", "99999999", StringComparison.Ordinal)))
            .IsRefusal(HttpStatusCode.NotFound, "SubscriptionNotFound");
        (await arm.GetAsync(ArmClient.Extension(arm.Aks, "flux"))).IsRefusal(HttpStatusCode.NotFound, "ResourceNotFound");
        (await arm.PatchAsync(ArmClient.Extension(arm.Aks, "flux"), new { properties = new { } }))
            .IsRefusal(HttpStatusCode.NotFound, "ResourceNotFound");
    }

    [Theory]
    [InlineData(null, HttpStatusCode.BadRequest, "MissingApiVersionParameter")]
    [InlineData("api-version=yesterday", HttpStatusCode.BadRequest, "InvalidApiVersionParameter")]
    [InlineData("api-version=2019-01-01", HttpStatusCode.BadRequest, "NoRegisteredProviderFound")]
    public async Task Api_versions_are_checked(string? query, HttpStatusCode status, string code)
    {
        await using var arm = await ArmClient.StartAsync();
        (await arm.GetAsync(ArmClient.Extension(arm.Aks, "flux"), query)).IsRefusal(status, code);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var arm = await ArmClient.StartAsync();
        (await arm.PutAsync(ArmClient.Extension(arm.Aks, "flux"), new string(' ', (4 * 1024 * 1024) + 1)))
            .IsRefusal(HttpStatusCode.RequestEntityTooLarge, "RequestContentTooLarge");
    }

    [Fact]
    public async Task A_service_principal_and_a_stopped_cluster_fail_in_the_end()
    {
        await using var arm = await ArmClient.StartAsync();
        var cluster = arm.State.FindCluster(arm.Aks)!;
        foreach (var (broken, word) in new[]
        {
            (cluster with { Name = "sp", Identity = Resources.ClusterIdentity.None }, "Managed Service Identity"),
            (cluster with { Name = "stopped", PowerState = "Stopped" }, "Agent"),
        })
        {
            arm.State.AddCluster(broken);
            await arm.InstallAsync(ArmClient.Extension(broken.Id, "flux"), new { extensionType = "microsoft.flux" });
            var status = Assert.Single(arm.State.FindExtension(ArmClient.Extension(broken.Id, "flux"))!.Statuses);
            Assert.Contains(word, status.Message);
        }
    }
}
