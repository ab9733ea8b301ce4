using AksExtensions.Checks;
using Xunit;

namespace AksExtensions.Core.Tests.Checks;

/// <summary>The cluster itself, and what goes on on it.</summary>
public sealed class ClusterChecksTests
{
    [Fact]
    public void A_cluster_is_described() => Assert.Equal(
        "Passed: Microsoft.ContainerService/managedClusters, in eastus, Kubernetes 1.34.2, 3 nodes.", ClusterFoundCheck.Check(CheckSamples.Before).Told());

    [Theory]
    [InlineData("Running", "Succeeded", "Passed: The cluster is Running.")]
    [InlineData("running", "Updating", "Passed: The cluster is running.")]
    [InlineData("Stopped", "Succeeded", "Failed: The cluster is Stopped; its agents install nothing.")]
    [InlineData("Running", "Failed", "Warning: The last operation on the cluster itself ended Failed.")]
    [InlineData("Running", "Canceled", "Warning: The last operation on the cluster itself ended Canceled.")]
    [InlineData(null, "Succeeded", "Passed: The cluster's state is Succeeded.")]
    [InlineData(null, null, "Warning: Azure does not say whether the cluster runs.")]
    public void An_AKS_cluster_must_run(string? power, string? state, string expected) => Assert.Equal(
        expected,
        ClusterRunningCheck.Check(CheckSamples.Before with { ClusterFacts = new(CheckSamples.AksFacts with { PowerState = power, ProvisioningState = state }) }).Told());

    [Theory]
    [InlineData("Connected", "Passed: The cluster is Connected.")]
    [InlineData("Offline", "Failed: Azure Arc says that the cluster is Offline since 2026-03-01 11:55Z; its agents install nothing.")]
    [InlineData("Expired", "Failed: Azure Arc says that the cluster is Expired since 2026-03-01 11:55Z; its agents install nothing.")]
    public void An_Arc_cluster_must_be_connected(string status, string expected) => Assert.Equal(
        expected,
        ClusterRunningCheck.Check(CheckSamples.Before with { Cluster = CheckSamples.Arc, ClusterFacts = new(CheckSamples.ArcFacts with { ConnectivityStatus = status }) }).Told());

    [Theory]
    [InlineData("SystemAssigned", "Passed")]
    [InlineData("UserAssigned", "Passed")]
    [InlineData("ServicePrincipal", "Failed")]
    [InlineData(null, "Warning")]
    public void An_AKS_cluster_must_have_a_managed_identity(string? identity, string expected) => Assert.Equal(
        expected,
        ManagedIdentityCheck.Check(CheckSamples.Before with { ClusterFacts = new(CheckSamples.AksFacts with { IdentityType = identity }) })!.Result.ToString());

    [Fact]
    public void On_other_clusters_there_is_no_question_of_a_service_principal() =>
        Assert.Null(ManagedIdentityCheck.Check(CheckSamples.Before with { Cluster = CheckSamples.Arc, ClusterFacts = new(CheckSamples.ArcFacts) }));

    [Theory]
    [InlineData("Updating", "Failed: An operation on the cluster itself is under way: Updating.")]
    [InlineData("Upgrading", "Failed: An operation on the cluster itself is under way: Upgrading.")]
    [InlineData("Failed", "Passed: No operation is under way.")]
    [InlineData(null, "Passed: No operation is under way.")]
    public void Nothing_may_go_on_with_the_cluster(string? state, string expected) => Assert.Equal(
        expected,
        NoOtherOperationCheck.Check(CheckSamples.Before with { ClusterFacts = new(CheckSamples.AksFacts with { ProvisioningState = state }) }).Told());

    [Theory]
    [InlineData("Creating", "Microsoft.Flux", "Failed: Under way: flux (Microsoft.Flux, Creating).")]
    [InlineData("Deleting", "microsoft.dapr", "Warning: Under way: flux (microsoft.dapr, Deleting).")]
    [InlineData("Failed", "microsoft.flux", "Passed: No operation is under way.")]
    public void Nothing_may_go_on_with_the_same_type(string state, string type, string expected) => Assert.Equal(
        expected, NoOtherOperationCheck.Check(CheckSamples.Before with { Extensions = new([CheckSamples.Instance(state, type: type)]) }).Told());
}
