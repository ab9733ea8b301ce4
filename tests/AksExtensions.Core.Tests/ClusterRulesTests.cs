using AksExtensions.Arm;
using AksExtensions.Catalogue;
using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>Rules about the cluster, which are checked after it was read.</summary>
public sealed class ClusterRulesTests
{
    private static readonly ClusterReference Aks = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");

    [Theory]
    [InlineData("azure", null, "calico", null)]
    [InlineData("Azure", "None", "Calico", null)]
    [InlineData("kubenet", null, "calico", "uses the network plugin kubenet")]
    [InlineData("azure", "overlay", "calico", "uses the mode overlay")]
    [InlineData("azure", null, "azure", "network policy calico")]
    [InlineData("azure", null, null, "network policy calico")]
    [InlineData("none", "overlay", "cilium", "uses the network plugin none")]
    // What Azure does not say is not held against the cluster.
    [InlineData(null, null, null, null)]
    public void Virtual_nodes_need_Azure_CNI_without_overlay_and_calico(string? plugin, string? mode, string? policy, string? expected)
    {
        var errors = Check("microsoft.virtualnodes", new("eastus", 3, null) { Network = new(plugin, mode, policy) })
            .Where(finding => finding.Severity == RuleSeverity.Error).ToList();

        Assert.Equal(expected is null, errors.Count == 0);
        Assert.Contains(expected ?? string.Empty, string.Join(' ', errors.Select(error => error.Text)), StringComparison.Ordinal);
        Assert.All(errors, error => Assert.Contains("'aks1'", error.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, true, true, "")]
    [InlineData(false, true, true, "az aks update --enable-oidc-issuer.")]
    [InlineData(true, false, true, "az aks update --enable-workload-identity.")]
    [InlineData(true, true, false, "az aks update --enable-azure-rbac.")]
    [InlineData(false, false, false, "az aks update --enable-oidc-issuer. az aks update --enable-workload-identity. az aks update --enable-azure-rbac.")]
    public void Chaos_Studio_needs_an_issuer_workload_identity_and_Azure_RBAC(bool issuer, bool workload, bool rbac, string expected)
    {
        var findings = Check("microsoft.chaosstudio", new("eastus", 3, null) { HasOidcIssuer = issuer, HasWorkloadIdentity = workload, UsesAzureRbac = rbac });

        Assert.Equal(expected, string.Join(' ', findings.Select(finding => finding.WayOut.Replace("Switch it on: ", string.Empty, StringComparison.Ordinal))));
        Assert.All(findings, finding => Assert.Equal(RuleSeverity.Warning, finding.Severity));
    }

    [Theory]
    [InlineData("microsoft.virtualnodes")]
    [InlineData("microsoft.chaosstudio")]
    public void Before_the_cluster_is_read_and_on_updates_these_rules_say_nothing(string name)
    {
        var type = TypeCatalogue.BuiltIn.Find(name)!;
        var request = new CreateExtensionRequest { ExtensionType = name };

        Assert.DoesNotContain(TypeRules.Check(type, request, "x"), finding => finding.Text.Contains("cluster '", StringComparison.Ordinal));
        Assert.Empty(TypeRules.CheckFacts(FactRules.Of(type, RuleOccasion.Create), type, new(request, "x", TypeFacts.Of(request, Aks).Values)));
        Assert.Empty(FactRules.Of(type, RuleOccasion.Update));
    }

    [Fact]
    public void Chaos_Studio_is_not_upgraded_by_itself_unless_that_was_specified()
    {
        var type = TypeCatalogue.BuiltIn.Find("microsoft.chaosstudio")!;
        var request = new CreateExtensionRequest
        {
            ExtensionType = type.Name, ConfigurationSettings = new Dictionary<string, string> { ["subscriber.workspaceId"] = "/w" },
        };

        var completed = TypeAdditions.Complete(type, request, Aks, facts: null).Request;
        var given = TypeAdditions.Complete(type, request with { AutoUpgradeMode = AutoUpgradeMode.Patch }, Aks, facts: null).Request;

        Assert.Equal((false, "chaos-infrastructure", Aks.Id), (
            completed.AutoUpgradeMinorVersion, completed.ReleaseNamespace, completed.ConfigurationSettings!["subscriber.clusterResourceId"]));
        Assert.Null(given.AutoUpgradeMinorVersion);
    }

    private static IReadOnlyList<TypeFinding> Check(string name, ClusterFacts cluster)
    {
        var type = TypeCatalogue.BuiltIn.Find(name)!;
        var request = new CreateExtensionRequest { ExtensionType = name };
        return TypeRules.CheckFacts(FactRules.Of(type, RuleOccasion.Create), type, new(request, "x", TypeFacts.Of(request, Aks).Add(cluster).Values));
    }
}
