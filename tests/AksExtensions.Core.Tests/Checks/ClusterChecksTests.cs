using AksExtensions.Checks;
using Xunit;

namespace AksExtensions.Core.Tests.Checks;

/// <summary>The cluster itself, and the operations on it.</summary>
public sealed class ClusterChecksTests
{
    [Fact]
    public void A_cluster_is_described() => Assert.Equal(
        "Passed: Microsoft.ContainerService/managedClusters, in eastus, Kubernetes 1.34.2, 3 nodes.", ClusterFoundCheck.Check(CheckSamples.Before).Told());

    [Theory]
    [InlineData("Running", "Succeeded", "Passed: The cluster is Running.")]
    [InlineData("running", "Updating", "Passed: The cluster is running.")]
    [InlineData("Stopped", "Succeeded", "Failed: The cluster is Stopped, so its agents cannot install anything.")]
    [InlineData("Running", "Failed", "Warning: The last operation on the cluster ended in state Failed.")]
    [InlineData("Running", "Canceled", "Warning: The last operation on the cluster ended in state Canceled.")]
    [InlineData(null, "Succeeded", "Passed: The cluster's state is Succeeded.")]
    [InlineData(null, null, "Warning: Azure does not report whether the cluster is running.")]
    public void An_AKS_cluster_must_run(string? power, string? state, string expected) => Assert.Equal(
        expected,
        ClusterRunningCheck.Check(CheckSamples.Before with { ClusterFacts = new(CheckSamples.AksFacts with { PowerState = power, ProvisioningState = state }) }).Told());

    [Theory]
    [InlineData("Connected", "Passed: The cluster is Connected.")]
    [InlineData("Offline", "Failed: Azure Arc reports that the cluster is Offline since 2026-03-01 11:55Z, so its agents cannot install anything.")]
    [InlineData("Expired", "Failed: Azure Arc reports that the cluster is Expired since 2026-03-01 11:55Z, so its agents cannot install anything.")]
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
    [InlineData("Updating", "Failed: An operation on the cluster is in progress: Updating.")]
    [InlineData("Upgrading", "Failed: An operation on the cluster is in progress: Upgrading.")]
    [InlineData("Failed", "Passed: No operation is in progress.")]
    [InlineData(null, "Passed: No operation is in progress.")]
    public void No_operation_may_be_running_on_the_cluster(string? state, string expected) => Assert.Equal(
        expected,
        NoOtherOperationCheck.Check(CheckSamples.Before with { ClusterFacts = new(CheckSamples.AksFacts with { ProvisioningState = state }) }).Told());

    [Theory]
    [InlineData("Creating", "Microsoft.Flux", "Failed: In progress: flux (Microsoft.Flux, Creating).")]
    [InlineData("Deleting", "microsoft.dapr", "Warning: In progress: flux (microsoft.dapr, Deleting).")]
    [InlineData("Failed", "microsoft.flux", "Passed: No operation is in progress.")]
    public void No_operation_may_be_running_on_the_same_type(string state, string type, string expected) => Assert.Equal(
        expected, NoOtherOperationCheck.Check(CheckSamples.Before with { Extensions = new([CheckSamples.Instance(state, type: type)]) }).Told());
}
