using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>What is added to the specified values: never instead of them, and only what the type needs.</summary>
public sealed class TypeAdditionsTests
{
    private const string Subscription = "11111111-2222-3333-4444-555555555555";
    private static readonly ClusterReference Aks = ClusterReference.Create(Subscription, "rg", "aks1");
    private static readonly ClusterReference Arc = ClusterReference.Create(Subscription, "rg", "arc1", ClusterType.ConnectedClusters);
    private static readonly ExtensionTypeKnowledge Dapr = TypeCatalogue.BuiltIn.Find("microsoft.dapr")!;
    private static readonly ExtensionTypeKnowledge Ml = TypeCatalogue.BuiltIn.Find("microsoft.azureml.kubernetes")!;
    private static readonly ExtensionTypeKnowledge Backup = TypeCatalogue.BuiltIn.Find("microsoft.dataprotection.kubernetes")!;
    private static readonly CreateExtensionRequest NewDapr = new() { ExtensionType = "microsoft.dapr" };
    private static readonly CreateExtensionRequest Training = new() { ExtensionType = "x", ConfigurationSettings = Pairs("enableTraining=True") };

    [Fact]
    public void Dapr_gets_its_train_namespace_and_kind_of_cluster_without_a_request()
    {
        Assert.False(TypeAdditions.NeedCluster(Dapr, NewDapr, Aks));

        var (request, added) = TypeAdditions.Complete(Dapr, NewDapr, Aks, facts: null);

        Assert.Equal(("stable", ExtensionScope.Cluster, "dapr-system"), (request.ReleaseTrain, request.Scope, request.ReleaseNamespace));
        Assert.Equal(Pairs("global.clusterType=managedclusters"), request.ConfigurationSettings);
        Assert.Equal(["-ReleaseTrain=stable", "-ReleaseNamespace=dapr-system", "global.clusterType=managedclusters"], added);
        Assert.Null(NewDapr.ReleaseTrain);
    }

    [Fact]
    public void On_Arc_Dapr_gets_no_AKS_cluster_type() =>
        Assert.Null(TypeAdditions.Complete(Dapr, NewDapr, Arc, facts: null).Request.ConfigurationSettings);

    [Fact]
    public void Specified_values_stay()
    {
        var given = NewDapr with
        {
            ReleaseTrain = "dev",
            Scope = ExtensionScope.Cluster,
            ReleaseNamespace = "mine",
            ConfigurationSettings = Pairs("global.clusterType=other"),
        };

        var (request, added) = TypeAdditions.Complete(Dapr, given, Aks, facts: null);

        Assert.Empty(added);
        Assert.Equal(("dev", "mine", "other"), (request.ReleaseTrain, request.ReleaseNamespace, request.ConfigurationSettings!["global.clusterType"]));
    }

    [Fact]
    public void A_setting_that_was_specified_as_protected_is_not_added()
    {
        var given = NewDapr with { ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["global.clusterType"] = new("x") } };

        Assert.Null(TypeAdditions.Complete(Dapr, given, Aks, facts: null).Request.ConfigurationSettings);
    }

    [Fact]
    public void A_pinned_version_gets_no_train()
    {
        Assert.Null(TypeAdditions.Complete(Dapr, NewDapr with { Version = "1.14.4" }, Aks, null).Request.ReleaseTrain);
        Assert.Null(TypeAdditions.Complete(Dapr, NewDapr with { AutoUpgradeMinorVersion = false }, Aks, null).Request.ReleaseTrain);
        Assert.Null(TypeAdditions.Complete(Dapr, NewDapr with { AutoUpgradeMode = AutoUpgradeMode.None }, Aks, null).Request.ReleaseTrain);
        Assert.Equal("stable", TypeAdditions.Complete(Dapr, NewDapr with { AutoUpgradeMode = AutoUpgradeMode.Patch }, Aks, null).Request.ReleaseTrain);
    }

    [Fact]
    public void An_explicit_namespace_scope_gets_no_release_namespace()
    {
        var request = TypeAdditions.Complete(Dapr, NewDapr with { Scope = ExtensionScope.Namespace, TargetNamespace = "t" }, Aks, null).Request;

        Assert.Equal((ExtensionScope.Namespace, null), (request.Scope, request.ReleaseNamespace));
    }

    [Fact]
    public void An_existing_Dapr_is_taken_over_in_its_namespace_and_without_replicas()
    {
        var request = TypeAdditions.Complete(
            Dapr, NewDapr with { ConfigurationSettings = Pairs("existingDaprReleaseName=d existingDaprReleaseNamespace=old") }, Aks, null).Request;

        Assert.Equal("old", request.ReleaseNamespace);
        Assert.Equal("false", request.ConfigurationSettings!["global.ha.enabled"]);
    }

    [Theory]
    [InlineData(2, "DevTest", "false")]
    [InlineData(3, null, null)]
    [InlineData(null, null, null)]
    public void Azure_ML_on_few_nodes_is_for_tests(int? nodes, string? purpose, string? highlyAvailable)
    {
        Assert.True(TypeAdditions.NeedCluster(Ml, Training, Aks));

        var settings = TypeAdditions.Complete(Ml, Training, Aks, new("East US", nodes, null)).Request.ConfigurationSettings!;

        Assert.Equal(purpose, settings.GetValueOrDefault("clusterPurpose"));
        Assert.Equal(highlyAvailable, settings.GetValueOrDefault("inferenceRouterHA"));
        Assert.Equal(("eastus", "eastus.cloudapp.azure.com", Aks.Id), (settings["location"], settings["domain"], settings["clusterId"]));
    }

    [Fact]
    public void Before_the_cluster_is_read_its_properties_are_placeholders_and_conditions_are_shown()
    {
        var (request, added) = TypeAdditions.Complete(Ml, Training, Aks, facts: null);

        Assert.Equal("{cluster.location}", request.ConfigurationSettings!["location"]);
        Assert.Equal("aks1", request.ConfigurationSettings["cluster_name_friendly"]);
        Assert.DoesNotContain("clusterPurpose", request.ConfigurationSettings.Keys);
        Assert.Contains("clusterPurpose=DevTest (if {cluster.nodeCount} is below 3)", added);
    }

    [Fact]
    public void A_region_that_is_not_known_is_not_made_up()
    {
        var settings = TypeAdditions.Complete(Ml, Training, Aks, new(null, null, null)).Request.ConfigurationSettings!;

        Assert.DoesNotContain("location", settings.Keys);
        Assert.Equal(Aks.Id, settings["cluster_name"]);
    }

    [Fact]
    public void A_cluster_is_not_read_for_specified_values_or_outside_AKS()
    {
        var given = Training with
        {
            ConfigurationSettings = Pairs("enableTraining=True clusterPurpose=FastProd inferenceRouterHA=true location=eastus domain=d jobSchedulerLocation=eastus"),
        };

        Assert.False(TypeAdditions.NeedCluster(Ml, given, Aks));
        Assert.False(TypeAdditions.NeedCluster(Ml, Training, Arc));
    }

    [Theory]
    [InlineData("sslSecret=s sslCname=c", "s")]
    [InlineData("sslSecret=s sslCname=c allowInsecureConnections=True", null)]
    public void The_secret_of_a_certificate_is_named_where_the_router_looks_unless_HTTP_is_allowed(string settings, string? expected)
    {
        var given = Training with { ConfigurationSettings = Pairs("enableInference=True inferenceRouterServiceType=NodePort " + settings) };

        var completed = TypeAdditions.Complete(Ml, given, Aks, new("eastus", 3, null)).Request.ConfigurationSettings!;

        Assert.Equal(expected, completed.GetValueOrDefault("scoringFe.sslSecret"));
        Assert.Equal("True", completed["scoringFe.serviceType.nodePort"]);
    }

    [Fact]
    public void Azure_Backup_accepts_the_names_of_Azure_CLI_and_the_clusters_tenant()
    {
        var (renamed, told, _) = RequestPreparation.Prepare(
            new CreateExtensionRequest
            {
                ExtensionType = Backup.Name,
                ConfigurationSettings = Pairs("blobContainer=b storageaccount=a storageAccountResourceGroup=g storageAccountSubscriptionId=s other=1"),
            },
            name: "x", skipRules: false, path => path);
        var settings = TypeAdditions.Complete(Backup, renamed, Aks, new("eastus", 3, "tenant")).Request.ConfigurationSettings!;

        Assert.Equal(
            Pairs("configuration.backupStorageLocation.bucket=b configuration.backupStorageLocation.config.storageAccount=a "
                + "configuration.backupStorageLocation.config.resourceGroup=g configuration.backupStorageLocation.config.subscriptionId=s other=1 "
                + "configuration.backupStorageLocation.config.useAAD=true credentials.tenantId=tenant").OrderBy(pair => pair.Key),
            settings.OrderBy(pair => pair.Key));
        Assert.Equal(4, told.Count);
        Assert.DoesNotContain("credentials.tenantId", TypeAdditions.Complete(Backup, renamed, Aks, new("eastus", 3, null)).Request.ConfigurationSettings!.Keys);
    }

    [Fact]
    public void A_short_name_beside_the_key_itself_is_left_alone()
    {
        var settings = Pairs("blobContainer=1 configuration.backupStorageLocation.bucket=2");

        Assert.Same(settings, RequestPreparation.Rename(Backup, settings, secrets: null).Request);
    }

    [Theory]
    [InlineData("1.9.0", "1.11.2", true)]
    [InlineData("1.11.2", "1.9.0", false)]
    [InlineData("1.11.2", "1.11.2", true)]
    [InlineData("1.14.4-msft.1", "1.14.4", false)]
    [InlineData("1.14.4", "1.14.4-msft.1", true)]
    [InlineData("1.11.2", null, false)]
    [InlineData(null, "1.11.2", false)]
    public void An_update_of_Dapr_leaves_its_definitions_alone_when_it_does_not_go_forward(string? version, string? installed, bool expected)
    {
        var current = new ClusterExtension(Aks) { Id = "/x", Name = "dapr", ExtensionType = Dapr.Name, CurrentVersion = installed };

        var (request, added) = TypeAdditions.Complete(Dapr, new UpdateExtensionRequest { Version = version, ConfigurationSettings = Pairs("a=1") }, current);
        var own = TypeAdditions.Complete(Dapr, new UpdateExtensionRequest { Version = version, ConfigurationSettings = Pairs("hooks.applyCrds=true") }, current);

        Assert.Equal(expected ? "false" : null, request.ConfigurationSettings!.GetValueOrDefault("hooks.applyCrds"));
        Assert.Equal(expected ? 1 : 0, added.Count);
        Assert.Equal("true", own.Request.ConfigurationSettings!["hooks.applyCrds"]);
    }

    [Theory]
    // An upgrade after a downgrade applies the definitions again.
    [InlineData("1.16.4", null, null, "1.14.4", "false", "true")]
    [InlineData(null, true, null, "1.14.4", "False", "true")]
    [InlineData(null, null, AutoUpgradeMode.Patch, "1.14.4", "false", "true")]
    [InlineData(null, null, AutoUpgradeMode.Compatible, "1.14.4", "false", "true")]
    // What was never turned off is not turned on.
    [InlineData("1.16.4", null, null, "1.14.4", null, null)]
    [InlineData("1.16.4", null, null, "1.14.4", "true", null)]
    [InlineData(null, true, null, "1.14.4", null, null)]
    // Pinned where it is.
    [InlineData(null, false, null, "1.14.4", null, "false")]
    [InlineData(null, null, AutoUpgradeMode.None, "1.14.4", "true", "false")]
    [InlineData("1.14.4", false, null, "1.14.4", null, "false")]
    // Pinned to a newer version.
    [InlineData("1.16.4", false, null, "1.14.4", "false", "true")]
    [InlineData("1.14.3", false, null, "1.14.4", "false", "false")]
    public async Task Dapr_applies_its_definitions_again_when_it_goes_forward_after_it_went_back(
        string? version, bool? minor, AutoUpgradeMode? mode, string installed, string? applied, string? expected)
    {
        var current = new ClusterExtension(Aks)
        {
            Id = "/x",
            Name = "dapr",
            ExtensionType = "Microsoft.Dapr",
            CurrentVersion = installed,
            ConfigurationSettings = applied is null ? new Dictionary<string, string>() : Pairs($"hooks.applyCrds={applied}").ToDictionary(),
        };
        var completion = new UpdateCompletion(new() { Version = version, AutoUpgradeMinorVersion = minor, AutoUpgradeMode = mode }, path => path);

        Assert.True(completion.NeedsInstance(Aks));
        Assert.Equal(expected, (await CompletedAsync(completion, current)).Request.ConfigurationSettings?.GetValueOrDefault("hooks.applyCrds"));
    }

    [Theory]
    [InlineData("inferenceRouterServiceType=NodePort", "scoringFe.serviceType.nodePort=True")]
    [InlineData("inferenceRouterServiceType=nodeport", "scoringFe.serviceType.nodePort=True")]
    [InlineData("inferenceRouterServiceType=LoadBalancer", "scoringFe.serviceType.nodePort=False")]
    [InlineData("inferenceRouterServiceType=ClusterIP", "scoringFe.serviceType.nodePort=False")]
    [InlineData("internalLoadBalancerProvider=azure", "scoringFe.serviceType.internalLoadBalancer=True")]
    [InlineData("internalLoadBalancerProvider=none", "scoringFe.serviceType.internalLoadBalancer=False")]
    [InlineData("sslSecret=s", "scoringFe.sslSecret=s")]
    [InlineData("sslSecret=s allowInsecureConnections=True", "scoringFe.sslSecret=s")]
    [InlineData("isAKSMigration=true", "scoringFe.namespace=default")]
    [InlineData("isAKSMigration=false", null)]
    [InlineData("sslSecret=s scoringFe.sslSecret=own", null)]
    [InlineData("inferenceRouterServiceType=NodePort sslSecret=s", "scoringFe.serviceType.nodePort=True scoringFe.sslSecret=s")]
    public async Task An_update_of_Azure_ML_derives_what_the_router_reads(string settings, string? expected)
    {
        var completion = new UpdateCompletion(new() { ConfigurationSettings = Pairs(settings) }, path => path);

        var (request, added) = await CompletedAsync(completion, Instance("Microsoft.AzureML.Kubernetes"));

        Assert.Equal(expected?.Split(' ') ?? [], added);
        Assert.All(added, line => Assert.Equal(line, $"{line.Split('=')[0]}={request.ConfigurationSettings![line.Split('=')[0]]}"));
        Assert.Empty((await CompletedAsync(completion, Instance("contoso.app"))).Added);

        static ClusterExtension Instance(string type) => new(Aks) { Id = "/x", Name = "aml", ExtensionType = type };
    }

    [Theory]
    [InlineData("a=1", false)]
    [InlineData("enableTraining=True", false)]
    [InlineData("sslSecret=s", true)]
    [InlineData("blobContainer=b", true)]
    public void An_instance_is_read_only_where_its_type_needs_more_than_was_specified(string settings, bool expected)
    {
        UpdateExtensionRequest request = new() { ConfigurationSettings = Pairs(settings) };

        Assert.Equal(expected, new UpdateCompletion(request, path => path).NeedsInstance(Aks));
        Assert.False(new UpdateCompletion(request with { ExpectedExtensionType = "contoso.app" }, path => path).NeedsInstance(Aks));
    }

    [Fact]
    public async Task An_update_of_Azure_Backup_accepts_the_names_of_Azure_CLI_whether_the_type_was_specified_or_read()
    {
        UpdateExtensionRequest request = new() { ConfigurationSettings = Pairs("blobcontainer=b cpuLimit=1") };
        var expected = Pairs("configuration.backupStorageLocation.bucket=b resources.limits.cpu=1");
        var current = new ClusterExtension(Aks) { Id = "/x", Name = "backup", ExtensionType = Backup.Name };

        Assert.Equal(expected, (await CompletedAsync(new(request, path => path), current)).Request.ConfigurationSettings);
        var prepared = RequestPreparation.Prepare(request with { ExpectedExtensionType = Backup.Name }, skipRules: false, path => path);
        Assert.Equal(expected, prepared.Request.ConfigurationSettings);
    }

    [Theory]
    [InlineData("isAKSMigration=true enableInference=True", "default")]
    [InlineData("isAKSMigration=true", null)]
    [InlineData("enableInference=True", null)]
    public void A_migrated_cluster_serves_from_the_default_namespace(string settings, string? expected) => Assert.Equal(
        expected,
        TypeAdditions.Complete(Ml, Training with { ConfigurationSettings = Pairs(settings) }, Aks, new("eastus", 3, null))
            .Request.ConfigurationSettings!.GetValueOrDefault("scoringFe.namespace"));

    [Fact]
    public void Dapr_gets_no_identity_on_any_kind_of_cluster_and_others_do_on_Arc()
    {
        Assert.DoesNotContain("identity", Shown(Dapr, Arc), StringComparison.Ordinal);
        Assert.DoesNotContain("identity", Shown(Dapr, Aks), StringComparison.Ordinal);
        Assert.Contains("SystemAssigned", Shown(TypeCatalogue.BuiltIn.Find("microsoft.flux")!, Arc), StringComparison.Ordinal);
        Assert.Contains("SystemAssigned", Shown(Ml, Arc), StringComparison.Ordinal);

        static string Shown(ExtensionTypeKnowledge type, ClusterReference cluster) =>
            RequestBody.Show(TypeAdditions.Complete(type, new() { ExtensionType = type.Name }, cluster, facts: null).Request, cluster);
    }

    [Theory]
    [InlineData("1.9.0", "1.10.0", -1)]
    [InlineData("1.10", "1.10.0", 0)]
    [InlineData("1.17.0-rc.1", "1.17.0", -1)]
    [InlineData("1.17.0-rc.1", "1.17.0-rc.2", -1)]
    [InlineData("1.17.0-rc.10", "1.17.0-rc.9", 1)]
    [InlineData("v2", "1.99", 1)]
    [InlineData("1.0+b", "1.0", 0)]
    [InlineData("1.14.4", "1.14.4-msft.1", -1)]
    [InlineData("1.14.4-msft.1", "1.14.4-msft.2", -1)]
    [InlineData("1.14.4-msft.9", "1.14.4-msft.10", -1)]
    [InlineData("1.14.4-rc.1", "1.14.4-msft.1", -1)]
    [InlineData("1.14.4-msft.3", "1.14.5-rc.1", -1)]
    [InlineData("1.14.4-msftx", "1.14.4", -1)]
    [InlineData("", "1.0", 0)]
    public void The_older_of_two_versions(string left, string right, int expected)
    {
        Assert.Equal(expected, Math.Sign(VersionOrder.Compare(left, right)));
        Assert.Equal(-expected, Math.Sign(VersionOrder.Compare(right, left)));
    }

    // Nothing of these types has to be read.
    private static Task<CompletedRequest<UpdateExtensionRequest>> CompletedAsync(UpdateCompletion completion, ClusterExtension current) =>
        completion.CompleteAsync(current, new(new FakeArmService(), TimeProvider.System), TestContext.Current.CancellationToken);

    private static IReadOnlyDictionary<string, string> Pairs(string text) => SettingPairs.ReadPlain("-ConfigurationSettings", text.Split(' '));
}
