using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>Each rule of each type, with input that breaks it and input that complies.</summary>
public sealed class TypeRulesTests
{
    private const string Dapr = "microsoft.dapr";
    private const string Ml = "microsoft.azureml.kubernetes";
    private const string Backup = "microsoft.dataprotection.kubernetes";
    private const string Serve = "enableInference=True inferenceRouterServiceType=LoadBalancer ";
    private const string Place = "configuration.backupStorageLocation.bucket=b configuration.backupStorageLocation.config.storageAccount=a "
        + "configuration.backupStorageLocation.config.resourceGroup=g configuration.backupStorageLocation.config.subscriptionId=s";

    [Theory]
    // Dapr: both or neither.
    [InlineData(Dapr, "existingDaprReleaseName=x", null, "E: To take over an existing Dapr")]
    [InlineData(Dapr, "existingDaprReleaseNamespace=dapr-system", null, "E: To take over an existing Dapr")]
    [InlineData(Dapr, "existingDaprReleaseName=x existingDaprReleaseNamespace=dapr-system", null, null)]
    [InlineData(Dapr, "existingDaprReleaseName=other existingDaprReleaseNamespace=dapr-system", null, "W: The Helm release is named after")]
    [InlineData(Dapr, "skipExistingDaprCheck=true", null, null)]
    // Dapr: kinds of values.
    [InlineData(Dapr, "global.ha.enabled=yes", null, "W: The setting 'global.ha.enabled' must be true or false")]
    [InlineData(Dapr, "global.ha.enabled=TRUE", null, null)]
    [InlineData(Dapr, "dapr_operator.replicaCount=two", null, "W: The setting 'dapr_operator.replicaCount' must be a whole number")]
    [InlineData(Dapr, "dapr_operator.replicaCount=2", null, null)]
    [InlineData(Dapr, "global.daprControlPlaneOs=macos", null, "W: The setting 'global.daprControlPlaneOs' must be one of linux, windows")]
    // Dapr: slips.
    [InlineData(Dapr, "global.ha.enable=true", null, "W: Dapr is not known to have a setting 'global.ha.enable'. Did you mean 'global.ha.enabled'?")]
    [InlineData(Dapr, "hooks.applycrds=true", null, "W: Dapr is not known to have a setting 'hooks.applycrds'. Did you mean 'hooks.applyCrds'?")]
    [InlineData(Dapr, "something.else=1 a=2 emulator.failWith=x", null, null)]
    [InlineData(Dapr, "dapr_placement.volumeclaims.storageSize=2Gi", null, null)]
    // Dapr: a part of a key, or too much of it.
    [InlineData(Dapr, "global.ha=true", null, "W: Dapr is not known to have a setting 'global.ha'. Did you mean 'global.ha.enabled'?")]
    [InlineData(Dapr, "hooks=false", null, "W: Dapr is not known to have a setting 'hooks'. Did you mean 'hooks.applyCrds'?")]
    [InlineData(Dapr, "dapr_placement.volumeclaims=2Gi", null, "W: Dapr is not known to have a setting 'dapr_placement.volumeclaims'. Did you mean 'dapr_placement.volumeclaims.'?")]
    [InlineData(Dapr, "ha.enabled=true", null, "W: Dapr is not known to have a setting 'ha.enabled'. Did you mean 'global.ha.enabled'?")]
    [InlineData(Dapr, "replicaCount=3", null, "W: Dapr is not known to have a setting 'replicaCount'. Did you mean 'dapr_operator.replicaCount'?")]
    [InlineData(Dapr, "applyCRDs=false", null, "W: Dapr is not known to have a setting 'applyCRDs'. Did you mean 'hooks.applyCrds'?")]
    [InlineData(Dapr, "dapr.global.ha.enabled=true", null, "W: Dapr is not known to have a setting 'dapr.global.ha.enabled'. Did you mean 'global.ha.enabled'?")]
    [InlineData("microsoft.azurecontainerstorage", "storagePool.install.name=p", null, "W: Azure Container Storage is not known to have a setting 'storagePool.install.name'. Did you mean 'global.cli.storagePool.install.name'?")]
    [InlineData("microsoft.azurecontainerstorage", "activeControl=true", null, "W: Azure Container Storage is not known to have a setting 'activeControl'. Did you mean 'global.cli.activeControl'?")]
    [InlineData("microsoft.flux", "enforce=false", null, "W: Flux (GitOps) is not known to have a setting 'enforce'. Did you mean 'multiTenancy.enforce'?")]
    [InlineData("microsoft.flux", "workloadIdentity=true", null, "W: Flux (GitOps) is not known to have a setting 'workloadIdentity'. Did you mean 'workloadIdentity.enable' or 'workloadIdentity.azureClientId' or 'workloadIdentity.azureTenantId'?")]
    [InlineData(Dapr, "global.logAsJson=true dapr_sentry.replicaCount=3", null, null)]
    // Azure Machine Learning: one of two purposes.
    [InlineData(Ml, "", null, "E: Azure Machine Learning needs enableTraining")]
    [InlineData(Ml, "enableTraining=False", null, "E: Azure Machine Learning needs enableTraining")]
    [InlineData(Ml, "enableTraining=true", null, null)]
    [InlineData(Ml, "", "enableTraining", null)]
    // Azure Machine Learning: a service for inference.
    [InlineData(Ml, "enableInference=True allowInsecureConnections=True", null, "W: Inference needs inferenceRouterServiceType")]
    [InlineData(Ml, Serve + "allowInsecureConnections=True", null, null)]
    [InlineData(Ml, "enableInference=True allowInsecureConnections=True inferenceRouterServiceType=Ingress", null, "E: inferenceRouterServiceType is")]
    [InlineData(Ml, "enableInference=True allowInsecureConnections=True inferenceRouterServiceType=clusterIP", null, null)]
    // Azure Machine Learning: a certificate, or none at all.
    [InlineData(Ml, Serve, null, "E: Inference needs a certificate")]
    [InlineData(Ml, Serve + "allowInsecureConnections=False", null, "E: Inference needs a certificate")]
    [InlineData(Ml, Serve + "sslSecret=s", null, "E: A certificate in sslSecret needs the host name")]
    [InlineData(Ml, Serve + "sslSecret=s sslCname=ml.contoso.com", null, null)]
    [InlineData(Ml, Serve, "sslCertPemFile sslKeyPemFile", "E: The certificate in sslCertPemFile needs the host name")]
    [InlineData(Ml, Serve + "sslCname=ml.contoso.com", "sslCertPemFile sslKeyPemFile", null)]
    [InlineData(Ml, Serve + "sslCname=ml.contoso.com sslSecret=s", "sslCertPemFile", "E: A certificate and its key are needed together")]
    [InlineData(Ml, Serve + "sslCname=ml.contoso.com sslCertPemFile=c", "sslKeyPemFile", "W: 'sslCertPemFile' is a secret")]
    // Azure Machine Learning: what Azure CLI creates beside the extension.
    [InlineData(Ml, "enableTraining=True logAnalyticsWS=True", null, "W: logAnalyticsWS=True needs")]
    [InlineData(Ml, "enableTraining=True logAnalyticsWS=True", "azure_log_analytics.connection_string", null)]
    [InlineData(Ml, "enableTraining=True relayserver.enabled=true", null, "W: relayserver.enabled=true needs")]
    [InlineData(Ml, "enableTraining=True relayserver.enabled=true", "relayServerConnectionString", null)]
    [InlineData(Ml, "enableTraining=True servicebus.enabled=TRUE", null, "W: servicebus.enabled=true needs")]
    [InlineData(Ml, "enableTraining=True servicebus.enabled=false", null, null)]
    // What an update would interrupt, a create does not.
    [InlineData(Ml, "enableTraining=True enableInference=False nodeSelector.pool=gpu", null, null)]
    // Azure Machine Learning: a load balancer where there is none.
    [InlineData(Ml, "enableInference=True allowInsecureConnections=True inferenceRouterServiceType=NodePort internalLoadBalancerProvider=azure", null, "E: inferenceRouterServiceType=NodePort has no")]
    [InlineData(Ml, "enableInference=True allowInsecureConnections=True inferenceRouterServiceType=NodePort", null, null)]
    [InlineData(Ml, Serve + "allowInsecureConnections=True internalLoadBalancerProvider=azure", null, null)]
    // Flux.
    [InlineData("microsoft.flux", "workloadIdentity.enable=true workloadIdentity.azureClientId=c", null, "W: Workload identity needs workloadIdentity.azureClientId")]
    [InlineData("microsoft.flux", "workloadIdentity.enable=true workloadIdentity.azureClientId=c workloadIdentity.azureTenantId=t", null, null)]
    [InlineData("microsoft.flux", "workloadIdentity.enable=false", null, null)]
    [InlineData("microsoft.flux", "image-automation-controler.enabled=true", null, "W: Flux (GitOps) is not known to have")]
    [InlineData("microsoft.flux", "a=1 b.c=2", null, null)]
    // Azure Backup.
    [InlineData(Backup, "configuration.backupStorageLocation.bucket=b", null, "W: Azure Backup needs to know where")]
    [InlineData(Backup, Place, null, null)]
    [InlineData(Backup, Place, "credentials.tenantId", null)]
    // Azure Monitor.
    [InlineData("microsoft.azuremonitor.containers", "amalogs.secret.key=k", null, "W: 'amalogs.secret.key' is a secret")]
    [InlineData("microsoft.azuremonitor.containers", "", "amalogs.secret.key", null)]
    // Virtual nodes: what they accept, and the subnet that is not created.
    [InlineData("microsoft.virtualnodes", "replicaCount=2 tolerations[0].key=x nodeSelector.pool=vn", null, "W: Virtual nodes need a subnet")]
    [InlineData("microsoft.virtualnodes", "image.tag=1", null, "E: Virtual nodes accept the settings")]
    [InlineData("microsoft.virtualnodes", "replicaCount=2", "password", "E: Virtual nodes accept the settings")]
    // Types that are published as previews alone.
    [InlineData("microsoft.argocd", "", null, "W: Argo CD is published")]
    [InlineData("microsoft.containernetworkingagent", "", null, "W: The container network agent is published")]
    public void A_rule_on_settings(string type, string settings, string? secrets, string? expected) =>
        AssertFound(type, new() { ExtensionType = type, ConfigurationSettings = Pairs(settings), ConfigurationProtectedSettings = Secrets(secrets) }, expected);

    [Theory]
    [InlineData(Dapr, ExtensionScope.Namespace, null, "E: Dapr can be installed at cluster scope only.")]
    [InlineData(Dapr, ExtensionScope.Cluster, "elsewhere", null)]
    [InlineData(Ml, ExtensionScope.Namespace, null, "E: Azure Machine Learning can be installed at cluster scope only.")]
    [InlineData(Ml, ExtensionScope.Cluster, "foo", "W: Azure Machine Learning expects the namespace 'azureml', not 'foo'.")]
    [InlineData(Ml, ExtensionScope.Cluster, "azureml", null)]
    [InlineData("microsoft.flux", ExtensionScope.Namespace, null, null)]
    [InlineData("microsoft.flux", ExtensionScope.Cluster, "gitops", null)]
    public void A_rule_on_scope_and_namespace(string type, ExtensionScope scope, string? releaseNamespace, string? expected) => AssertFound(
        type,
        new()
        {
            ExtensionType = type,
            Scope = scope,
            ReleaseNamespace = releaseNamespace,
            TargetNamespace = scope == ExtensionScope.Namespace ? "tns" : null,
            ConfigurationSettings = Pairs("enableTraining=True"),
        },
        expected);

    [Theory]
    [InlineData(Dapr, "preview", "W: Dapr is published on the release trains")]
    [InlineData(Dapr, "stabel", "W: 'stabel' is not a known release train. Did you mean 'stable'?")]
    [InlineData("microsoft.flux", "stabel", "W: 'stabel' is not a known release train. Did you mean 'stable'?")]
    [InlineData("microsoft.flux", "previw", "W: 'previw' is not a known release train. Did you mean 'preview'?")]
    [InlineData("microsoft.flux", "Previews", "W: 'Previews' is not a known release train. Did you mean 'preview'?")]
    [InlineData("microsoft.azurecontainerstorage", "prd", null)]
    [InlineData("contoso.app", "stabel", "W: 'stabel' is not a known release train. Did you mean 'stable'?")]
    [InlineData("contoso.app", "nightly", null)]
    [InlineData(Dapr, "Stable", null)]
    [InlineData("microsoft.argocd", "preview", null)]
    [InlineData("microsoft.flux", "whatever", null)]
    public void A_rule_on_the_release_train(string type, string train, string? expected) =>
        AssertFound(type, new() { ExtensionType = type, ReleaseTrain = train }, expected);

    [Fact]
    public void Dapr_is_taken_over_in_its_own_namespace()
    {
        var request = new CreateExtensionRequest
        {
            ExtensionType = Dapr,
            Scope = ExtensionScope.Cluster,
            ReleaseNamespace = "other",
            ConfigurationSettings = Pairs("existingDaprReleaseName=x existingDaprReleaseNamespace=dapr-system"),
        };

        AssertFound(Dapr, request, "W: -ReleaseNamespace and existingDaprReleaseNamespace");
        AssertFound(Dapr, request with { ReleaseNamespace = "dapr-system" }, null);
    }

    [Theory]
    [InlineData(Ml, "inferenceRouterServiceType=Ingress", "E: inferenceRouterServiceType is")]
    [InlineData(Ml, "inferenceRouterServiceType=NodePort internalLoadBalancerProvider=azure", "E: inferenceRouterServiceType=NodePort has no")]
    [InlineData(Ml, "enableInference=True", null)]
    [InlineData(Ml, "enableInference=false", "W: Turning inference off ends")]
    [InlineData(Ml, "enableTraining=False", "W: Turning training off ends")]
    [InlineData(Ml, "installNvidiaDevicePlugin=false", "W: Without NVIDIA's device plugin")]
    [InlineData(Ml, "allowInsecureConnections=True", "W: Changing allowInsecureConnections interrupts")]
    [InlineData(Ml, "inferenceRouterServiceType=NodePort", "W: Changing inferenceRouterServiceType interrupts")]
    [InlineData(Ml, "internalLoadBalancerProvider=azure", "W: Changing internalLoadBalancerProvider interrupts")]
    [InlineData(Ml, "sslCname=ml.contoso.com", "W: Changing sslCname interrupts")]
    [InlineData(Ml, "nodeSelector.pool=gpu", "W: Changing nodeSelector interrupts")]
    [InlineData(Ml, "logAnalyticsWS=True", "W: logAnalyticsWS=True needs")]
    [InlineData(Dapr, "existingDaprReleaseName=x", null)]
    [InlineData(Dapr, "global.ha.enable=true", "W: Dapr is not known to have")]
    [InlineData(Backup, "configuration.backupStorageLocation.bucket=b", null)]
    public void Of_an_update_only_what_a_part_of_the_settings_can_break_is_checked(string type, string settings, string? expected) =>
        AssertFindings(TypeRules.Check(TypeCatalogue.BuiltIn.Find(type)!, new UpdateExtensionRequest { ConfigurationSettings = Pairs(settings) }), expected);

    [Theory]
    [InlineData("microsoft.azuremonitor.containers", "az aks enable-addons --addons monitoring")]
    [InlineData("microsoft.azuremonitor.containers.metrics", "--enable-azure-monitor-metrics")]
    [InlineData("Microsoft.AzureDefender.Kubernetes", "--enable-defender")]
    [InlineData("Microsoft.PolicyInsights", "azure-policy")]
    [InlineData("microsoft.openservicemesh", "az aks mesh enable")]
    public void A_type_that_AKS_has_as_a_feature_is_refused_there_with_the_command_that_turns_it_on(string type, string command)
    {
        var knowledge = TypeCatalogue.BuiltIn.Find(type)!;

        var refusal = TypeRules.CheckCluster(knowledge, Cluster(ClusterType.ManagedClusters))!;

        Assert.Equal(RuleSeverity.Error, refusal.Severity);
        Assert.Contains("'aks1'", refusal.Text, StringComparison.Ordinal);
        Assert.Contains(command, refusal.WayOut, StringComparison.Ordinal);
        Assert.Null(TypeRules.CheckCluster(knowledge, Cluster(ClusterType.ConnectedClusters)));
        Assert.DoesNotContain("managedClusters", knowledge.ClusterTypes);
    }

    [Theory]
    [InlineData("microsoft.virtualnodes")]
    [InlineData("Microsoft.ChaosStudio")]
    public void A_type_for_AKS_only_is_refused_elsewhere(string type)
    {
        Assert.Null(TypeRules.CheckCluster(TypeCatalogue.BuiltIn.Find(type), Cluster(ClusterType.ManagedClusters)));
        Assert.NotNull(TypeRules.CheckCluster(TypeCatalogue.BuiltIn.Find(type), Cluster(ClusterType.ConnectedClusters)));
        Assert.NotNull(TypeRules.CheckCluster(TypeCatalogue.BuiltIn.Find(type), Cluster(ClusterType.Fleets)));
    }

    [Fact]
    public void A_type_that_is_not_known_is_refused_nowhere()
    {
        Assert.Null(TypeRules.CheckCluster(null, Cluster(ClusterType.ManagedClusters)));
        Assert.Null(TypeRules.CheckCluster(TypeCatalogue.BuiltIn.Find(Dapr), Cluster(ClusterType.ManagedClusters)));
    }

    [Fact]
    public void Warnings_for_creates_are_not_shown_on_updates()
    {
        var virtualNodes = TypeCatalogue.BuiltIn.Find("microsoft.virtualnodes");

        AssertFindings(TypeRules.Check(virtualNodes, new UpdateExtensionRequest { ConfigurationSettings = Pairs("replicaCount=3") }), null);
        AssertFindings(TypeRules.Check(virtualNodes, new UpdateExtensionRequest { ConfigurationSettings = Pairs("image=x") }), "E: Virtual nodes accept");
    }

    [Fact]
    public void No_rule_reveals_the_value_of_a_protected_setting()
    {
        var request = new CreateExtensionRequest
        {
            ExtensionType = Ml,
            ConfigurationSettings = Pairs("enableTraining=True"),
            ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["enableInferense"] = new("canary"), ["sslKeyPemFile"] = new("canary") },
        };

        Assert.All(TypeRules.Check(TypeCatalogue.BuiltIn.Find(Ml)!, request, "x"), finding =>
            Assert.DoesNotContain("canary", finding.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("enableTrainning", "enableTraining")]
    [InlineData("enableTrainingg", "enableTraining")]
    [InlineData("enableTriaining", "enableTraining")]
    [InlineData("enabletraining", "enableTraining")]
    [InlineData("enableTraining.x", null)]
    [InlineData("mode", "made")]
    [InlineData("moods", null)]
    [InlineData("a", null)]
    [InlineData("", null)]
    public void A_typing_error_is_distinguished_from_another_key(string key, string? expected) =>
        Assert.Equal(expected, Misspelling.Nearest(key, ["enableTraining", "enableInference", "made", "b", "below.*"]));

    [Theory]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "ab", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void A_distance_counts_letters_and_swaps(string left, string right, int expected)
    {
        Assert.Equal(expected, Misspelling.Distance(left, right));
        Assert.Equal(expected, Misspelling.Distance(right, left));
    }

    private static void AssertFound(string type, CreateExtensionRequest request, string? expected) =>
        AssertFindings(TypeRules.Check(TypeCatalogue.BuiltIn.Find(type), request, "x"), expected);

    private static void AssertFindings(IReadOnlyList<TypeFinding> findings, string? expected)
    {
        // The command shows warnings only when there is no error.
        var errors = findings.Where(finding => finding.Severity == RuleSeverity.Error).ToList();
        var told = (errors.Count > 0 ? errors : findings).Select(finding => $"{finding.Severity.ToString()[0]}: {finding.Text}").ToList();
        if (expected is null)
        {
            Assert.Empty(told);
            return;
        }

        Assert.StartsWith(expected, Assert.Single(told), StringComparison.Ordinal);
    }

    private static ClusterReference Cluster(ClusterType kind) => ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1", kind);

    private static IReadOnlyDictionary<string, string> Pairs(string text) =>
        SettingPairs.ReadPlain("-ConfigurationSettings", text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static Dictionary<string, SecretValue>? Secrets(string? keys) => keys?.Split(' ').ToDictionary(key => key, _ => new SecretValue("hidden"));
}
