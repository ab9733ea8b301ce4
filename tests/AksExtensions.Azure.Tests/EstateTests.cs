using System.Text.Json;
using AksExtensions.Arm;
using AksExtensions.Emulator;
using AksExtensions.Emulator.Faults;
using AksExtensions.Emulator.Resources;
using AksExtensions.Estate;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Azure Resource Graph in the emulator, which parses every query and so detects a value that breaks out of its literal.</summary>
public sealed class EstateTests : IAsyncLifetime, IEstateObserver
{
    private readonly VirtualTime _time = new();
    private readonly List<string> _told = [];
    private ArmEmulator _arm = null!;
    private IArmService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _arm = await ArmEmulator.StartAsync(new EmulatorOptions { Seed = "demo", TimeProvider = _time }, TestContext.Current.CancellationToken);
        _service = new ArmServiceFactory().Create(new ArmConnection
        {
            Endpoint = _arm.Endpoint,
            Audience = _arm.Endpoint.ToString(),
            SignIn = SignIn.With(new SecretValue(_arm.AccessToken)),
            CertificateAuthority = await File.ReadAllTextAsync(_arm.CertificateFile, TestContext.Current.CancellationToken),
            TimeProvider = _time,
        });
    }

    public ValueTask DisposeAsync()
    {
        _service.Dispose();
        return _arm.DisposeAsync();
    }

    [Fact]
    public async Task A_request_has_the_shape_that_the_API_asks_for()
    {
        var query = EstateQuery.For(new ClusterFilter { SubscriptionIds = [_arm.SubscriptionId] });

        await ClustersAsync(query);

        var request = Assert.Single(_arm.Requests.Snapshot());
        Assert.Equal("POST", request.Method);
        Assert.Equal("/providers/Microsoft.ResourceGraph/resources", request.Path);
        Assert.Equal("api-version=2022-10-01", request.Query);
        var body = JsonDocument.Parse(request.Body).RootElement;
        Assert.Equal(["subscriptions", "query", "options"], body.EnumerateObject().Select(property => property.Name));
        Assert.Equal(_arm.SubscriptionId, body.GetProperty("subscriptions")[0].GetString());
        Assert.Equal(query.Text, body.GetProperty("query").GetString());
        Assert.Equal("""{"$top":1000,"resultFormat":"objectArray"}""", body.GetProperty("options").GetRawText());
    }

    [Fact]
    public async Task Without_subscriptions_all_are_looked_in_and_none_is_named()
    {
        _arm.State.AddCluster("elsewhere", subscriptionId: Subscription(7));

        var clusters = await ClustersAsync(EstateQuery.For(new ClusterFilter()));

        Assert.Equal(["demo-aks", "elsewhere", "small-aks", "sp-aks", "stopped-aks"], clusters.Select(cluster => cluster.Name).Order());
        Assert.False(JsonDocument.Parse(_arm.Requests.Snapshot()[0].Body).RootElement.TryGetProperty("subscriptions", out _));
    }

    [Fact]
    public async Task A_cluster_says_what_the_table_does()
    {
        var clusters = await ClustersAsync(EstateQuery.For(new ClusterFilter { Names = ["demo-aks", "sp-aks", "stopped-aks"] }));

        var (demo, principal, stopped) = (clusters[0], clusters[1], clusters[2]);
        Assert.Equal($"/subscriptions/{_arm.SubscriptionId}/resourceGroups/demo-rg/providers/Microsoft.ContainerService/managedClusters/demo-aks", demo.Id);
        Assert.Equal("demo-rg", demo.ResourceGroupName);
        Assert.Equal(_arm.SubscriptionId, demo.SubscriptionId);
        Assert.Equal("eastus", demo.Location);
        Assert.Equal("1.34.2", demo.KubernetesVersion);
        Assert.Equal("Succeeded", demo.ProvisioningState);
        Assert.Equal("Running", demo.PowerState);
        Assert.Equal(3, demo.NodeCount);
        Assert.Equal("Free", demo.SkuTier);
        Assert.Equal("SystemAssigned", demo.IdentityType);
        Assert.Equal("demo", demo.Tags["ENV"]);
        Assert.Equal("demo-aks", demo.ToString());
        Assert.Equal("ServicePrincipal", principal.IdentityType);
        Assert.Equal("Stopped", stopped.PowerState);
    }

    [Fact]
    public async Task An_extension_is_the_one_that_ARM_returns()
    {
        var cluster = ClusterReference.Create(_arm.SubscriptionId, "demo-rg", "demo-aks");
        foreach (var found in await ExtensionsAsync(EstateQuery.For(new ExtensionFilter())))
        {
            var asked = await _service.Extensions.GetAsync(new(cluster, found.Name), TestContext.Current.CancellationToken);

            Assert.Equal(cluster, found.Reference);
            Assert.Equal(Comparable(asked), Comparable(found));
            Assert.Equal(asked.ManagementDetails?["category"], found.ManagementDetails?["category"]);
            Assert.Equal(asked.AdditionalProperties.ContainsKey("additionalDetails"), found.AdditionalProperties.ContainsKey("additionalDetails"));
        }
    }

    [Theory]
    [InlineData("flux", "flux")]
    [InlineData("F*", "flux")]
    [InlineData("*metrics", "aks-managed-azure-monitor-metrics")]
    [InlineData("*AZURE*", "aks-managed-azure-monitor-metrics")]
    [InlineData("[a-b]?ck*", "backup")]
    [InlineData("flu", "")]
    public async Task Names_match_as_in_PowerShell(string name, string expected) =>
        Assert.Equal(
            expected,
            string.Join(',', (await ExtensionsAsync(EstateQuery.For(new ExtensionFilter { Names = [name] }))).Select(extension => extension.Name)));

    [Fact]
    public async Task Every_filter_on_extensions_filters()
    {
        var arc = _arm.State.AddCluster("arc2", kind: ClusterKind.ConnectedCluster);
        _arm.State.AddExtension(new Extension { ClusterId = arc.Id, Name = "flux", ExtensionType = "microsoft.flux" });

        Assert.Equal(2, (await ExtensionsAsync(EstateQuery.For(new ExtensionFilter { ExtensionTypes = ["Microsoft.Flux"] }))).Count);
        Assert.Equal("rg", await OnlyAsync(new() { ClusterTypes = [ClusterType.ConnectedClusters] }));
        Assert.Equal("rg", await OnlyAsync(new() { ClusterNames = ["ARC2"] }));
        Assert.Equal("rg", await OnlyAsync(new() { ClusterNames = ["arc*", "nothing"] }));
        Assert.Equal("rg", await OnlyAsync(new() { ResourceGroupNames = ["RG"] }));
        Assert.Equal("demo-rg", await OnlyAsync(new() { ProvisioningStates = ["failed"] }));
        Assert.Empty(await ExtensionsAsync(EstateQuery.For(new ExtensionFilter { ClusterNames = ["arc", "demo"] })));
        Assert.Empty(await ExtensionsAsync(EstateQuery.For(new ExtensionFilter { SubscriptionIds = [Subscription(9)] })));

        async Task<string> OnlyAsync(ExtensionFilter filter) => Assert.Single(await ExtensionsAsync(EstateQuery.For(filter))).ResourceGroupName;
    }

    [Fact]
    public async Task Every_filter_on_clusters_filters()
    {
        _arm.State.AddCluster(new Cluster
        {
            SubscriptionId = _arm.SubscriptionId, ResourceGroup = "Other", Name = "other", Location = "westeurope", KubernetesVersion = "1.30.1",
            ProvisioningState = "Failed", Tags = new Dictionary<string, string> { ["Env"] = "Prod", ["owner"] = "" },
        });

        await OnlyAsync(new() { Locations = ["West Europe"] });
        await OnlyAsync(new() { KubernetesVersions = ["1.30.*"] });
        await OnlyAsync(new() { ProvisioningStates = ["failed"] });
        await OnlyAsync(new() { ResourceGroupNames = ["oth*"] });
        await OnlyAsync(new() { Tags = [new("ENV", ["prod"])] });
        await OnlyAsync(new() { Tags = [new("env", ["prod", "stage"]), new("owner", null)] });
        await OnlyAsync(new() { Tags = [new("owner", [""])] });
        Assert.Empty(await ClustersAsync(EstateQuery.For(new ClusterFilter { Tags = [new("env", ["pro"])] })));
        Assert.Empty(await ClustersAsync(EstateQuery.For(new ClusterFilter { Tags = [new("nv", null)] })));
        Assert.Empty(await ClustersAsync(EstateQuery.For(new ClusterFilter { Tags = [new("env", ["prod"]), new("owner", ["me"])] })));

        async Task OnlyAsync(ClusterFilter filter) => Assert.Equal("other", Assert.Single(await ClustersAsync(EstateQuery.For(filter))).Name);
    }

    public static TheoryData<string> Odd =>
    [
        "plain", "two words", "it's", "say \"hi\"", "back\\slash", "C:\\new\\table", "line\nfeed", "tab\tbed", "a|b", "// no comment", "' or 1 == 1 //",
        "\\' | count //", "größe", "ÄÖ", "😀", "<a href='x'>&amp;+`", "\",\"env\":\"prod", "{\"env\":\"prod\"}", "a.b*c?[d]^$(e){f}", "50%", "",
        "\u2028", "/slash/",
    ];

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task A_tag_of_any_text_is_found_and_nothing_else(string text)
    {
        var name = text.Length == 0 ? "empty" : text;
        _arm.State.AddCluster(new Cluster
        {
            SubscriptionId = _arm.SubscriptionId, ResourceGroup = "odd", Name = "odd", Tags = new Dictionary<string, string> { ["first"] = "1", [name] = text },
        });

        var found = await ClustersAsync(EstateQuery.For(new ClusterFilter { Tags = [new(name, [text])] }));
        var having = await ClustersAsync(EstateQuery.For(new ClusterFilter { Tags = [new(name, null)] }));
        var other = await ClustersAsync(EstateQuery.For(new ClusterFilter { Tags = [new(name, [text + "x"])] }));

        Assert.Equal("odd", Assert.Single(found).Name);
        Assert.Equal("odd", Assert.Single(having).Name);
        Assert.Empty(other);
    }

    [Fact]
    public async Task A_tag_is_not_found_in_the_value_of_another()
    {
        _arm.State.AddCluster(new Cluster
        {
            SubscriptionId = _arm.SubscriptionId, ResourceGroup = "odd", Name = "odd",
            Tags = new Dictionary<string, string> { ["note"] = "x,\"env\":\"prod\",{\"env\":\"prod\"}", ["comma"] = "," },
        });

        Assert.Empty(await ClustersAsync(EstateQuery.For(new ClusterFilter { Tags = [new("env", ["prod"])] })));
    }

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task A_name_of_any_text_is_searched_literally(string text)
    {
        var filter = text.Replace("`", "``", StringComparison.Ordinal).Replace("[", "`[", StringComparison.Ordinal)
            .Replace("*", "`*", StringComparison.Ordinal).Replace("?", "`?", StringComparison.Ordinal);

        Assert.Empty(await ClustersAsync(EstateQuery.For(new ClusterFilter { Names = [filter, $"{filter}*!", $"*{filter}?!"] })));
        Assert.Empty(await ExtensionsAsync(EstateQuery.For(new ExtensionFilter { ClusterNames = [filter + "?x"], ExtensionTypes = ["x" + filter] })));
    }

    [Fact]
    public async Task Pages_follow_each_other_and_nothing_is_lost_or_returned_twice()
    {
        _arm.State.AddClusters(2500);

        var clusters = await ClustersAsync(EstateQuery.For(new ClusterFilter { ResourceGroupNames = ["fleet-rg"] }));

        Assert.Equal(2500, clusters.Select(cluster => cluster.Id).Distinct().Count());
        Assert.Equal(2500, clusters.Count);
        var options = _arm.Requests.Snapshot().Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("options")).ToList();
        Assert.Equal(3, options.Count);
        Assert.Equal([false, true, true], options.Select(option => option.TryGetProperty("$skipToken", out _)));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task Fifteen_hundred_subscriptions_are_two_requests()
    {
        var ids = Enumerable.Range(1, 1500).Select(Subscription).ToArray();
        _arm.State.AddCluster("in-the-first", subscriptionId: ids[0]);
        _arm.State.AddCluster("in-the-last", subscriptionId: ids[^1]);

        var clusters = await ClustersAsync(EstateQuery.For(new ClusterFilter { SubscriptionIds = ids }));

        Assert.Equal(["in-the-first", "in-the-last"], clusters.Select(cluster => cluster.Name));
        Assert.Equal([1000, 500], _arm.Requests.Snapshot().Select(request =>
            JsonDocument.Parse(request.Body).RootElement.GetProperty("subscriptions").GetArrayLength()));
    }

    [Fact]
    public async Task The_quota_is_kept_to_so_that_nothing_is_refused()
    {
        _arm.Settings.Throttle = true;
        _arm.State.AddClusters(40);

        var clusters = await ClustersAsync(EstateQuery.For(new ClusterFilter { ResourceGroupNames = ["fleet-rg"] }), pageSize: 1);

        Assert.Equal(40, clusters.Count);
        Assert.Equal(40, _arm.Requests.Snapshot().Count);
        Assert.All(_arm.Requests.Snapshot(), request => Assert.Equal(200, request.Status));
        // 15 queries in 5 seconds, three times over.
        Assert.Equal([TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)], _time.Waits);
        Assert.Equal(["paused", "paused"], _told);
    }

    [Fact]
    public async Task What_others_spent_of_the_quota_is_waited_out()
    {
        _arm.Settings.Throttle = true;
        for (var others = 0; others < 20; others++)
        {
            await ClustersAsync(EstateQuery.For(new ClusterFilter { Names = ["demo-aks"] }));
        }

        Assert.Contains(_arm.Requests.Snapshot(), request => request.Status == 429);
        Assert.Equal(TimeSpan.FromSeconds(5), _time.Waited);
    }

    [Theory]
    [InlineData(400, "BadRequest", nameof(Errors.RequestRefused))]
    [InlineData(401, "InvalidAuthenticationToken", nameof(Errors.AuthenticationFailed))]
    [InlineData(403, "AuthorizationFailed", nameof(Errors.AuthorizationFailed))]
    [InlineData(503, "ServiceUnavailable", nameof(Errors.ServiceUnavailable))]
    public async Task A_refusal_is_an_error_with_Azures_words(int status, string code, string id)
    {
        _arm.Faults.Add(new FaultRule { Status = status, ErrorCode = code, Message = "In Azure's own words." });

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => ClustersAsync(EstateQuery.For(new ClusterFilter())));

        Assert.Equal(id, failure.ErrorId);
        Assert.Contains("In Azure's own words.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_burst_of_faults_is_tried_through()
    {
        _arm.Faults.AddStatus(504, count: 4);

        Assert.Equal(4, (await ClustersAsync(EstateQuery.For(new ClusterFilter()))).Count);
    }

    void IEstateObserver.OnPaused(TimeSpan pause) => _told.Add("paused");

    void IEstateObserver.OnTruncated() => _told.Add("truncated");

    void IEstateObserver.OnSubscriptionLimitHit() => _told.Add("subscription limit");

    void IEstateObserver.OnUnknown(string id) => _told.Add(id);

    private static string Subscription(int number) => $"00000000-0000-0000-0000-{number:x12}";

    private static string Comparable(ClusterExtension extension) => JsonSerializer.Serialize(new
    {
        extension.Id, extension.Name, extension.ExtensionType, extension.ProvisioningState, extension.StatusMessage, extension.CurrentVersion,
        extension.PinnedVersion, extension.AutoUpgradeMinorVersion, extension.AutoUpgradeMode, extension.ReleaseTrain, extension.Scope,
        extension.ReleaseNamespace, extension.TargetNamespace, extension.ConfigurationSettings, extension.ConfigurationProtectedSettings,
        extension.Statuses, extension.Plan, extension.AksAssignedIdentity, extension.IsSystemExtension, extension.ManagedBy, extension.ClusterType,
    });

    private Task<List<AksCluster>> ClustersAsync(EstateQuery query, int pageSize = 1000) => ReadAsync(query, _service.Estate.FindClustersAsync, pageSize);

    private Task<List<ClusterExtension>> ExtensionsAsync(EstateQuery query) => ReadAsync(query, _service.Estate.FindExtensionsAsync, 1000);

    private async Task<List<T>> ReadAsync<T>(EstateQuery query, Func<EstatePageRequest, CancellationToken, Task<EstatePage<T>>> send, int pageSize)
    {
        var read = new List<T>();
        var reader = new EstateReader(_time, this) { PageSize = pageSize };
        await foreach (var page in reader.ReadAsync(query, send, TestContext.Current.CancellationToken))
        {
            read.AddRange(page);
        }

        return read;
    }
}
