using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>What is sent beside what was given: never in the place of it, and only what the type needs.</summary>
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
    public void On_Arc_Dapr_is_not_told_that_it_is_on_AKS() =>
        Assert.Null(TypeAdditions.Complete(Dapr, NewDapr, Arc, facts: null).Request.ConfigurationSettings);

    [Fact]
    public void What_was_given_stays()
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
    public void A_setting_that_was_given_as_a_protected_one_is_not_added()
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
    public void A_namespaced_scope_that_somebody_insists_on_gets_no_release_namespace()
    {
        var request = TypeAdditions.Complete(Dapr, NewDapr with { Scope = ExtensionScope.Namespace, TargetNamespace = "t" }, Aks, null).Request;

        Assert.Equal((ExtensionScope.Namespace, null), (request.Scope, request.ReleaseNamespace));
    }

    [Fact]
    public void A_Dapr_that_is_there_is_taken_over_in_its_namespace_and_without_replicas()
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
    public void Before_the_cluster_is_read_its_properties_are_placeholders_and_conditions_are_told()
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
    public void A_cluster_is_not_read_for_what_was_given_or_is_not_on_AKS()
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
    public void Azure_Backup_takes_the_names_of_Azure_CLI_and_the_clusters_tenant()
    {
        var (renamed, told) = TypeAdditions.Rename(Backup, new()
        {
            ExtensionType = Backup.Name,
            ConfigurationSettings = Pairs("blobContainer=b storageaccount=a storageAccountResourceGroup=g storageAccountSubscriptionId=s other=1"),
        });
        var settings = TypeAdditions.Complete(Backup, renamed, Aks, new("eastus", 3, "tenant")).Request.ConfigurationSettings!;

        Assert.Equal(
            Pairs("configuration.backupStorageLocation.bucket=b configuration.backupStorageLocation.config.storageAccount=a "
                + "configuration.backupStorageLocation.config.resourceGroup=g configuration.backupStorageLocation.config.subscriptionId=s other=1 "
                + "credentials.tenantId=tenant").OrderBy(pair => pair.Key),
            settings.OrderBy(pair => pair.Key));
        Assert.Equal(4, told.Count);
        Assert.DoesNotContain("credentials.tenantId", TypeAdditions.Complete(Backup, renamed, Aks, new("eastus", 3, null)).Request.ConfigurationSettings!.Keys);
    }

    [Fact]
    public void A_short_name_beside_the_key_itself_is_left_alone()
    {
        var settings = Pairs("blobContainer=1 configuration.backupStorageLocation.bucket=2");

        Assert.Same(settings, TypeAdditions.Rename(Backup, new() { ExtensionType = Backup.Name, ConfigurationSettings = settings }).Request.ConfigurationSettings);
    }

    [Theory]
    [InlineData("1.9.0", "1.11.2", true)]
    [InlineData("1.11.2", "1.9.0", false)]
    [InlineData("1.11.2", "1.11.2", false)]
    [InlineData("1.11.2", null, false)]
    [InlineData(null, "1.11.2", false)]
    public void An_update_of_Dapr_leaves_its_definitions_alone_when_it_goes_back(string? version, string? installed, bool expected)
    {
        var current = new ClusterExtension { Id = "/x", Name = "dapr", Cluster = Aks, ExtensionType = Dapr.Name, CurrentVersion = installed };

        var (request, added) = TypeAdditions.Complete(Dapr, new UpdateExtensionRequest { Version = version, ConfigurationSettings = Pairs("a=1") }, current);
        var own = TypeAdditions.Complete(Dapr, new UpdateExtensionRequest { Version = version, ConfigurationSettings = Pairs("hooks.applyCrds=true") }, current);

        Assert.Equal(expected ? "false" : null, request.ConfigurationSettings!.GetValueOrDefault("hooks.applyCrds"));
        Assert.Equal(expected ? 1 : 0, added.Count);
        Assert.Equal("true", own.Request.ConfigurationSettings!["hooks.applyCrds"]);
    }

    [Theory]
    [InlineData("1.9.0", "1.10.0", -1)]
    [InlineData("1.10", "1.10.0", 0)]
    [InlineData("1.17.0-rc.1", "1.17.0", -1)]
    [InlineData("1.17.0-rc.1", "1.17.0-rc.2", -1)]
    [InlineData("1.17.0-rc.10", "1.17.0-rc.9", 1)]
    [InlineData("v2", "1.99", 1)]
    [InlineData("1.0+b", "1.0", 0)]
    [InlineData("", "1.0", 0)]
    public void The_older_of_two_versions(string left, string right, int expected)
    {
        Assert.Equal(expected, Math.Sign(VersionOrder.Compare(left, right)));
        Assert.Equal(-expected, Math.Sign(VersionOrder.Compare(right, left)));
    }

    private static IReadOnlyDictionary<string, string> Pairs(string text) => SettingPairs.ReadPlain("-ConfigurationSettings", text.Split(' '));
}
