using AksExtensions.Checks;
using Xunit;

namespace AksExtensions.Core.Tests.Checks;

/// <summary>The type, its versions, and the Kubernetes that they run on.</summary>
public sealed class TypeChecksTests
{
    [Theory]
    [InlineData(false, "microsoft.flux", "Succeeded", "Failed: A cluster can have one extension of type 'microsoft.flux', and 'flux' (Succeeded) already exists.")]
    [InlineData(false, "Microsoft.Flux", "Canceled", "Failed: A cluster can have one extension of type 'microsoft.flux', and 'flux' (Canceled) already exists.")]
    [InlineData(false, "microsoft.flux", "Updating", null)]
    [InlineData(false, "microsoft.flux", "Failed", "Warning: A cluster can have one extension of type 'microsoft.flux', and 'flux' (Failed) already exists.")]
    [InlineData(false, "microsoft.dapr", "Succeeded", null)]
    [InlineData(true, "microsoft.flux", "Succeeded", null)]
    [InlineData(null, "microsoft.flux", "Succeeded", null)]
    public void A_type_that_allows_one_instance_must_not_be_installed_yet(bool? allowsMany, string installed, string state, string? expected) => Assert.Equal(
        expected,
        SingleInstanceCheck.Check(CheckSamples.Before with
        {
            Type = new(new ExtensionTypeInfo { Name = "microsoft.flux", AllowMultipleInstances = allowsMany }),
            Extensions = new([CheckSamples.Instance(state, type: installed)]),
        })?.Told());

    private static readonly AksExtensionException NotOffered = Errors.ExtensionVersionNotFound(
        CheckSamples.Aks.Id, new(404, new("ExtensionTypeRegistrationGetFailed", "It is not registered in region eastus.", null, []), "r"));

    [Fact]
    public void A_type_that_the_region_lacks_is_a_failure_and_a_typing_error_gets_a_suggestion()
    {
        var finding = TypeOfferedCheck.Check(CheckSamples.Before with { Plan = new("microsoft.fluxx", null, null), Type = new(NotOffered), Versions = null })!;

        Assert.Equal("Failed: 'microsoft.fluxx' is not offered in eastus. It is not registered in region eastus.", finding.Told());
        Assert.StartsWith("Did you mean microsoft.flux? ", finding.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_for_other_kinds_of_cluster_is_a_failure() => Assert.Equal(
        "Failed: 'x' supports connectedClusters, not managedClusters.",
        TypeOfferedCheck.Check(CheckSamples.Before with { Type = new(new ExtensionTypeInfo { Name = "x", SupportedClusterTypes = ["connectedClusters"] }) }).Told());

    [Theory]
    [InlineData("microsoft.openservicemesh", "az aks mesh enable")]
    [InlineData("Microsoft.AzureMonitor.Containers", "az aks enable-addons --addons monitoring")]
    [InlineData("microsoft.policyinsights", "az aks enable-addons --addons azure-policy")]
    public void A_type_that_AKS_has_as_a_feature_is_a_failure_that_names_its_command_whatever_Azure_says(string type, string command)
    {
        foreach (var said in new Reading<ExtensionTypeInfo>[] { new(new ExtensionTypeInfo { Name = type }), new(NotOffered), new(CheckSamples.Refused) })
        {
            var finding = TypeOfferedCheck.Check(CheckSamples.Before with { Plan = new(type, null, null), Type = said })!;
            Assert.Equal(CheckResult.Failed, finding.Result);
            Assert.Contains(command, finding.Recommendation, StringComparison.Ordinal);
            Assert.Null(finding.Obstacle);
        }
    }

    [Fact]
    public void A_type_that_AKS_has_as_a_feature_is_judged_by_Azure_on_another_kind_of_cluster() => Assert.Equal(
        "Passed: 'microsoft.policyinsights' is offered in eastus.",
        TypeOfferedCheck.Check(CheckSamples.Before with
        {
            Cluster = ClusterReference.Create(CheckSamples.Aks.SubscriptionId, "rg", "arc", ClusterType.ConnectedClusters),
            Plan = new("microsoft.policyinsights", null, null), Type = new(new ExtensionTypeInfo { Name = "microsoft.policyinsights" }),
        }).Told());

    [Fact]
    public void A_type_that_does_not_say_its_kinds_is_taken() => Assert.Equal(
        "Passed: 'x' is offered in eastus.", TypeOfferedCheck.Check(CheckSamples.Before with { Type = new(new ExtensionTypeInfo { Name = "x" }) }).Told());

    [Fact]
    public void A_required_plan_is_reported() => Assert.Contains(
        "-PlanPublisher p -PlanProduct o -PlanName n",
        TypeOfferedCheck.Check(CheckSamples.Before with { Type = new(new ExtensionTypeInfo { Name = "x", Plan = new("n", "p", "o") }) })!.Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData(null, null, "Passed: The newest version on release train stable is 1.18.2.")]
    [InlineData("1.17.3", null, "Passed: Version 1.17.3 is on release train stable.")]
    [InlineData("1.17", null, "Failed: Release train stable has no version 1.17 of 'microsoft.flux'; the newest is 1.18.2.")]
    [InlineData("1.9.0", "preview", "Passed: Version 1.9.0 is on release train preview.")]
    public void A_version_must_be_on_the_train(string? version, string? train, string expected) => Assert.Equal(
        expected, VersionResolvableCheck.Check(CheckSamples.Before with { Plan = new("microsoft.flux", version, train) }).Told());

    [Fact]
    public void A_train_without_versions_is_a_failure_that_names_the_others()
    {
        var finding = VersionResolvableCheck.Check(CheckSamples.Before with { Plan = new("microsoft.argocd", null, null), Versions = new([]) })!;

        Assert.Equal("Failed: Release train stable has no version of 'microsoft.argocd'.", finding.Told());
        Assert.Equal("Add -ReleaseTrain; this module knows preview.", finding.Recommendation);
        Assert.Equal("Add -ReleaseTrain.", VersionResolvableCheck.Check(CheckSamples.Before with { Plan = new("a.b", null, null), Versions = new([]) })!.Recommendation);
    }

    [Fact]
    public void A_version_for_other_kinds_of_cluster_does_not_count() => Assert.Equal(CheckResult.Failed, VersionResolvableCheck.Check(CheckSamples.Before with
    {
        Versions = new([new ExtensionTypeVersionInfo { Version = "1.0.0", SupportedClusterTypes = ["connectedClusters"] }]),
    })!.Result);

    [Theory]
    [InlineData("1.34", "Failed")]
    [InlineData("1.34.2", "Failed")]
    [InlineData("1.3", "Passed")]
    [InlineData("1.34.20", "Passed")]
    public void A_version_of_Kubernetes_is_named_in_full_or_by_its_beginning(string unsupported, string expected) => Assert.Equal(
        expected,
        KubernetesSupportedCheck.Check(CheckSamples.Before with { Versions = new([CheckSamples.Version("1.0.0", unsupported: [unsupported])]) })!.Result.ToString());

    [Fact]
    public void When_only_an_older_version_runs_it_is_named()
    {
        var facts = CheckSamples.Before with { Versions = new([CheckSamples.Version("1.9.0"), CheckSamples.Version("1.10.0", unsupported: ["1.34"])]) };

        var finding = KubernetesSupportedCheck.Check(facts)!;

        Assert.Equal("Warning: The newest version, 1.10.0, does not support Kubernetes 1.34.2; 1.9.0 does.", finding.Told());
        Assert.StartsWith("Specify -Version 1.9.0", finding.Recommendation, StringComparison.Ordinal);
        Assert.Equal(
            "Failed: 'microsoft.flux' 1.10.0 does not support Kubernetes 1.34.2.",
            KubernetesSupportedCheck.Check(facts with { Plan = new("microsoft.flux", "1.10.0", null) }).Told());
        Assert.Equal(CheckResult.Passed, KubernetesSupportedCheck.Check(facts with { Plan = new("microsoft.flux", "1.9.0", null) })!.Result);
    }

    [Theory]
    [InlineData("k3s", "Failed")]
    [InlineData("rke", "Passed")]
    public void On_Arc_the_distribution_counts(string distribution, string expected) => Assert.Equal(
        expected,
        KubernetesSupportedCheck.Check(CheckSamples.Before with
        {
            Cluster = CheckSamples.Arc,
            ClusterFacts = new(CheckSamples.ArcFacts),
            Versions = new([CheckSamples.Version("1.0.0", "connectedCluster", ["1.34"], [distribution])]),
        })!.Result.ToString());

    [Fact]
    public void Another_kind_of_cluster_does_not_count() => Assert.Equal(CheckResult.Passed, KubernetesSupportedCheck.Check(CheckSamples.Before with
    {
        Versions = new([CheckSamples.Version("1.0.0", "provisionedCluster", ["1.34"])]),
    })!.Result);

    [Fact]
    public void Without_a_version_of_Kubernetes_the_check_is_unknown() => Assert.Equal(
        CheckResult.Warning,
        KubernetesSupportedCheck.Check(CheckSamples.Before with { ClusterFacts = new(CheckSamples.AksFacts with { KubernetesVersion = null }) })!.Result);
}
