using System.Text.Json.Nodes;
using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>
/// The same logical command, given to Azure CLI and to this module: what is sent is the same, less the empty settings maps that Azure CLI
/// always sends, except where a test says why not.
/// </summary>
public sealed class AzureCliAgreementTests
{
    private const string Subscription = "11111111-2222-3333-4444-555555555555";

    private static readonly ClusterReference Aks = ClusterReference.Create(Subscription, "rg", "aks1");
    private static readonly ClusterReference Arc = ClusterReference.Create(Subscription, "rg", "arc1", ClusterType.ConnectedClusters);
    private static readonly CreateExtensionRequest Flux = new() { ExtensionType = "microsoft.flux" };

    /// <summary>Every case, so that a new one in the file is not forgotten.</summary>
    private static readonly Dictionary<string, Func<IArmService, Task>> Commands = new()
    {
        ["create-min"] = service => Create(service, Aks, "flux", Flux),
        ["create-version-only"] = service => Create(service, Aks, "flux", WithVersion(Flux, "1.7.0")),
        ["create-scope-namespace"] = service => Create(service, Aks, "flux", Flux with { Scope = ExtensionScope.Namespace, TargetNamespace = "tns" }),
        ["create-plan"] = service => Create(service, Aks, "flux", new() { ExtensionType = "Contoso.App", Plan = OptionRules.CheckPlan("pn", "ppub", "pp") }),
        ["create-connected"] = service => Create(service, Arc, "flux", Flux),
        ["create-file-and-protfile"] = service => Create(service, Aks, "flux", Flux with
        {
            ConfigurationSettings = Pairs("a=1", "b.c=2"),
            ConfigurationProtectedSettings = SettingPairs.ReadProtected("-ConfigurationProtectedSettings", ["secret=s3cr3t"]),
        }),
        ["create-nowait"] = service => Services.Lifecycle(service).StartCreateAsync(new(Aks, "flux"), Flux, TestContext.Current.CancellationToken),
        ["create-special-name"] = _ => Task.FromResult(new ExtensionReference(ClusterReference.Create(Subscription, "rg ü", "aks/1 x"), "a b&c?d#é")),
        ["dapr-create-skip"] = service => Create(
            service, Aks, "dapr", new() { ExtensionType = "Microsoft.Dapr", ConfigurationSettings = Pairs("skipExistingDaprCheck=true") }),
        ["aml-create-inference-insecure"] = service => Create(service, Aks, "aml", new()
        {
            ExtensionType = "Microsoft.AzureML.Kubernetes",
            ConfigurationSettings = Pairs(
                "enableInference=true", "allowInsecureConnections=true", "inferenceRouterServiceType=LoadBalancer", "internalLoadBalancerProvider=azure"),
        }),
        ["aml-create-training-small"] = service => Create(service, Aks, "aml", new()
        {
            ExtensionType = "Microsoft.AzureML.Kubernetes",
            ConfigurationSettings = Pairs("enableTraining=True"),
            Scope = OptionRules.CheckScope(ExtensionScope.Cluster, "foo", null),
            ReleaseNamespace = "foo",
            ReleaseTrain = "preview",
        }),
        ["update-version"] = service => Update(service, "flux", WithVersion("1.8.0")),
        ["update-settings-yes"] = service => Update(service, "flux", new()
        {
            ConfigurationSettings = Pairs("a=2", "b="),
            ConfigurationProtectedSettings = SettingPairs.ReadProtected("-ConfigurationProtectedSettings", ["p=1"]),
        }),
        ["update-train"] = service => Update(service, "flux", new() { ReleaseTrain = "Preview" }),
        ["dapr-update-downgrade"] = service => Update(service, "dapr", WithVersion("1.9.0")),
        ["delete-yes"] = service => Delete(service, force: false),
        ["delete-force"] = service => Delete(service, force: true),
        ["delete-poll-404"] = service => Delete(service, force: false),
        ["show-ok"] = service => service.Extensions.GetAsync(new(Aks, "flux"), TestContext.Current.CancellationToken),
        ["list-paged"] = async service =>
            Assert.Equal(3, await service.Extensions.ListAsync(Aks, TestContext.Current.CancellationToken).CountAsync(TestContext.Current.CancellationToken)),
        ["types-list-by-cluster-filters"] = async service => await service
            .ExtensionTypes.ListAsync(
                new(Aks), new(ReleaseTrain: "stable", PlanPublisher: "ppub", PlanProduct: "pp", PlanName: "pn"), TestContext.Current.CancellationToken)
            .CountAsync(TestContext.Current.CancellationToken),
        ["types-list-versions-by-location"] = async service => await service
            .ExtensionTypes.ListVersionsAsync(
                new(null, Subscription, "eastus"), "microsoft.flux", new(ClusterType: ClusterType.ManagedClusters, Latest: false),
                TestContext.Current.CancellationToken)
            .CountAsync(TestContext.Current.CancellationToken),
    };

    /// <summary>Where this module means to send another body, and why: what is done to Azure CLI's body to get ours.</summary>
    private static readonly Dictionary<string, (string Reason, Action<JsonObject> Change)> Differences = new()
    {
        ["create-version-only"] = ("a version alone means that upgrades are off, and that is said", VersionTurnsUpgradesOff),
        ["update-version"] = ("a version alone means that upgrades are off, and that is said", VersionTurnsUpgradesOff),
        ["dapr-update-downgrade"] = ("a version alone means that upgrades are off, and that is said", VersionTurnsUpgradesOff),
        ["aml-create-training-small"] = ("Azure CLI installs into another namespace than the user said", properties =>
            properties["scope"] = new JsonObject { ["cluster"] = new JsonObject { ["releaseNamespace"] = "foo" } }),
    };

    /// <summary>Types that a command gives with capitals.</summary>
    private static readonly Dictionary<string, string> Given = new()
    {
        ["contoso.app"] = "Contoso.App",
        ["microsoft.dapr"] = "Microsoft.Dapr",
        ["microsoft.azureml.kubernetes"] = "Microsoft.AzureML.Kubernetes",
    };

    [Fact]
    public void Every_command_line_has_its_test() => Assert.Equal(Cases().Select(one => Name(one)).Order(), Commands.Keys.Order());

    [Theory]
    [InlineData("create-min")]
    [InlineData("create-version-only")]
    [InlineData("create-scope-namespace")]
    [InlineData("create-plan")]
    [InlineData("create-connected")]
    [InlineData("create-file-and-protfile")]
    [InlineData("create-nowait")]
    [InlineData("dapr-create-skip")]
    [InlineData("aml-create-inference-insecure")]
    [InlineData("aml-create-training-small")]
    [InlineData("update-version")]
    [InlineData("update-settings-yes")]
    [InlineData("update-train")]
    [InlineData("dapr-update-downgrade")]
    public async Task A_create_or_update_sends_the_body_of_Azure_CLI_to_the_same_path(string name)
    {
        var sent = await SentByUs(name);
        var expected = SentByAzureCli(name).Single(request => request.Method is "PUT" or "PATCH");
        var body = Bodies.WithoutEmptySettings(expected.Body!);
        if (Differences.TryGetValue(name, out var difference))
        {
            Assert.False(JsonNode.DeepEquals(body, sent.Single(request => request.Method == expected.Method).Body), $"No longer needed: {difference.Reason}.");
            difference.Change(body["properties"]!.AsObject());
        }

        if (body["properties"]!["extensionType"] is { } type)
        {
            // Azure CLI sends every type in lower case, this module as it was given.
            body["properties"]!["extensionType"] = Given.GetValueOrDefault(type.GetValue<string>(), type.GetValue<string>());
        }

        var actual = Assert.Single(sent, request => request.Method is "PUT" or "PATCH");
        Assert.Equal(expected.Method, actual.Method);
        Assert.Equal(expected.Uri.AbsolutePath, actual.Uri.AbsolutePath);
        Assert.Equal($"?api-version={ArmConnection.DefaultApiVersion}", actual.Uri.Query);
        Bodies.AssertEqual(body, actual.Body);
    }

    [Theory]
    [InlineData("delete-yes")]
    [InlineData("delete-force")]
    [InlineData("delete-poll-404")]
    public async Task A_delete_goes_to_the_same_path_and_is_forced_when_asked(string name)
    {
        var expected = SentByAzureCli(name).Single(request => request.Method == "DELETE");

        var actual = Assert.Single(await SentByUs(name), request => request.Method == "DELETE");

        Assert.Equal(expected.Uri.AbsolutePath, actual.Uri.AbsolutePath);
        // Azure CLI says forceDelete=false where this module says nothing.
        var said = Query.Text(expected.Uri, "api-version");
        Assert.Equal(said == "forceDelete=false" ? string.Empty : said, Query.Text(actual.Uri, "api-version"));
        Assert.Null(actual.Body);
    }

    [Theory]
    [InlineData("show-ok")]
    [InlineData("list-paged")]
    [InlineData("types-list-by-cluster-filters")]
    [InlineData("types-list-versions-by-location")]
    public async Task A_read_asks_the_same_addresses_in_the_same_order(string name)
    {
        var expected = SentByAzureCli(name);

        var actual = await SentByUs(name);

        Assert.Equal(expected.Select(Address), actual.Select(Address));

        static string Address((string Method, Uri Uri, JsonNode? Body) request) =>
            $"{request.Method} {request.Uri.AbsolutePath}?{Query.Text(request.Uri, "api-version")}";
    }

    [Fact]
    public async Task A_name_that_Azure_CLI_sends_although_no_cluster_can_have_it_is_refused()
    {
        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => SentByUs("create-special-name"));

        Assert.Equal(nameof(Errors.ClusterIdInvalid), failure.ErrorId);
        Assert.Throws<AksExtensionException>(() => new ExtensionReference(Aks, "a b&c?d#é"));
    }

    [Theory]
    [InlineData("create-min", 5)]
    [InlineData("create-connected", 5)]
    [InlineData("dapr-create-skip", 5)]
    [InlineData("aml-create-training-small", 6)]
    [InlineData("update-version", 5)]
    [InlineData("dapr-update-downgrade", 5)]
    [InlineData("delete-yes", 3)]
    [InlineData("show-ok", 1)]
    public async Task No_command_costs_more_requests_than_with_Azure_CLI(string name, int expected)
    {
        var sent = await SentByUs(name);

        Assert.Equal(expected, sent.Count);
        Assert.InRange(sent.Count, 1, SentByAzureCli(name).Count);
    }

    private static void VersionTurnsUpgradesOff(JsonObject properties) => properties["autoUpgradeMinorVersion"] = false;

    private static IReadOnlyDictionary<string, string> Pairs(params string[] pairs) => SettingPairs.ReadPlain("-ConfigurationSettings", pairs);

    // What the cmdlets do with -Version before anything is sent.
    private static CreateExtensionRequest WithVersion(CreateExtensionRequest request, string version) =>
        request with { Version = version, AutoUpgradeMinorVersion = OptionRules.CheckUpgrade(null, null, version, null, false) };

    private static UpdateExtensionRequest WithVersion(string version) =>
        new() { Version = version, AutoUpgradeMinorVersion = OptionRules.CheckUpgrade(null, null, version, null, false) };

    private static async Task Create(IArmService service, ClusterReference cluster, string name, CreateExtensionRequest request)
    {
        // What New-AksClusterExtension does between its parameters and the request.
        if (TypeCatalogue.BuiltIn.Find(request.ExtensionType) is { } type)
        {
            Assert.DoesNotContain(TypeRules.Check(type, request, name), finding => finding.Severity == RuleSeverity.Error);
            request = RequestPreparation.Prepare(request, name, skipRules: false, path => path).Request;
            request = (await new RequestCompletion(service, TimeProvider.System).CompleteAsync(
                type, request, new(cluster, name), skipRules: false, TestContext.Current.CancellationToken)).Request;
        }

        var lifecycle = Services.Lifecycle(service);
        var started = await lifecycle.StartCreateAsync(new(cluster, name), request, TestContext.Current.CancellationToken);
        Assert.NotNull(await lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken));
    }

    private static async Task Update(IArmService service, string name, UpdateExtensionRequest request)
    {
        var lifecycle = Services.Lifecycle(service, observer: new RecordingObserver { Agrees = true });
        // And Update-AksClusterExtension, which reads the instance when its type may need more than was given.
        var started = await lifecycle.StartUpdateAsync(
            new(Aks, name), request, TestContext.Current.CancellationToken,
            new UpdateCompletion(request, path => path) is var completion && completion.NeedsInstance(Aks)
                ? async (current, stop) => (await completion.CompleteAsync(current, new(service, TimeProvider.System), stop)).Request : null);
        Assert.NotNull(await lifecycle.WaitAsync(started!.Operation, TestContext.Current.CancellationToken));
    }

    private static async Task Delete(IArmService service, bool force)
    {
        var lifecycle = Services.Lifecycle(service);
        var started = await lifecycle.StartDeleteAsync(new(Aks, "flux"), force, TestContext.Current.CancellationToken);
        Assert.Null(await lifecycle.WaitAsync(started!.Operation, TestContext.Current.CancellationToken));
    }

    private static JsonArray Cases() => JsonNode.Parse(File.ReadAllText(SharedFiles.Require("peer", "az-requests.json")))!.AsArray();

    private static string Name(JsonNode? one) => one!["case"]!.GetValue<string>();

    private static List<(string Method, Uri Uri, JsonNode? Body)> SentByAzureCli(string name) => [.. Cases()
        .Single(one => Name(one) == name)!["requests"]!.AsArray()
        .Select(request => (
            request!["method"]!.GetValue<string>(), new Uri(request["url"]!.GetValue<string>()), request["body"]))];

    private static async Task<List<(string Method, Uri Uri, JsonNode? Body)>> SentByUs(string name)
    {
        var azure = new SmallAzure(name);
        using var handler = new AnswerHandler(azure.Answer);
        using var service = Services.Over(handler);
        await Commands[name](service);
        return handler.Requests;
    }

    /// <summary>As much of Azure as the commands need: one instance, one operation of two polls, a list of three pages.</summary>
    private sealed class SmallAzure(string name)
    {
        private int _polls;
        private int _pages;
        private bool _exists = !name.Contains("create", StringComparison.Ordinal);

        public HttpResponseMessage Answer(HttpRequestMessage request)
        {
            var uri = request.RequestUri!;
            if (uri.AbsolutePath.Contains("/operations/", StringComparison.Ordinal))
            {
                return AnswerHandler.Json(200, $$"""{"status":"{{(_polls++ == 0 ? "Creating" : "Succeeded")}}"}""");
            }

            if (uri.AbsolutePath.Contains("/extensionTypes", StringComparison.Ordinal))
            {
                return AnswerHandler.Json(200, """{"value":[],"nextLink":null}""");
            }

            if (uri.AbsolutePath.EndsWith("/managedClusters/aks1", StringComparison.Ordinal))
            {
                var nodes = name.EndsWith("small", StringComparison.Ordinal) ? 1 : 3;
                return AnswerHandler.Json(200, $$$"""{"id":"/c","location":"eastus","properties":{"agentPoolProfiles":[{"name":"n","count":{{{nodes}}}}]}}""");
            }

            if (uri.AbsolutePath.EndsWith("/extensions", StringComparison.Ordinal))
            {
                var next = ++_pages == 3 ? null : $"{uri.GetLeftPart(UriPartial.Path)}?api-version={ArmConnection.DefaultApiVersion}&$skip={_pages}";
                return AnswerHandler.Json(200, $$"""{"value":[{{Instance}}],"nextLink":{{JsonValue.Create(next)?.ToJsonString() ?? "null"}}}""");
            }

            var link = ("Azure-AsyncOperation", $"{uri.GetLeftPart(UriPartial.Path)}/operations/1?api-version=2025-03-01");
            switch (request.Method.Method)
            {
                case "GET":
                    return _exists
                        ? AnswerHandler.Json(200, Instance)
                        : AnswerHandler.Json(
                            404, $$$"""{"error":{"code":"ResourceNotFound","message":"Extension instance with name '{{{request.RequestUri!.Segments[^1]}}}' not found."}}""");
                case "DELETE":
                    return AnswerHandler.Json(202, string.Empty, link);
                default:
                    _exists = true;
                    return AnswerHandler.Json(request.Method == HttpMethod.Put ? 201 : 202, Instance, link);
            }
        }

        private string Instance => name.StartsWith("dapr", StringComparison.Ordinal)
            ? """{"id":"/x","name":"dapr","properties":{"extensionType":"microsoft.dapr","currentVersion":"1.11.2","provisioningState":"Succeeded"}}"""
            : """{"id":"/x","name":"flux","properties":{"extensionType":"microsoft.flux","provisioningState":"Succeeded"}}""";
    }
}
