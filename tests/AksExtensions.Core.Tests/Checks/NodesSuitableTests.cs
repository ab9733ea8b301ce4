using AksExtensions.Arm;
using AksExtensions.Checks;
using Xunit;

namespace AksExtensions.Core.Tests.Checks;

/// <summary>Whether a node pool can run the pods of a type.</summary>
public sealed class NodesSuitableTests
{
    private const string System = "CriticalAddonsOnly=true:NoSchedule";
    private const string Spot = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule";

    private static readonly NodePool Pool = new("nodepool1") { VmSize = "Standard_DS2_v2", OsType = "Linux", Mode = "System", Count = 3 };

    private static readonly VmSize[] Sizes =
        [new("Standard_B2s", 2, 4096), new("Standard_DS2_v2", 2, 7168), new("Standard_D4s_v5", 4, 16384), new("Standard_E4s_v5", 4, 32768)];

    [Theory]
    [InlineData("microsoft.dapr", "", "Passed: Pods can run on nodepool1.")]
    [InlineData("contoso.unknown", "", "Passed: Pods can run on nodepool1.")]
    [InlineData("microsoft.dapr", "CriticalAddonsOnly=true:PreferNoSchedule", "Passed: Pods can run on nodepool1.")]
    [InlineData("microsoft.dapr", System, "Warning: Every Linux node pool has a taint that pods of 'microsoft.dapr' might not tolerate: nodepool1 has CriticalAddonsOnly=true:NoSchedule.")]
    [InlineData("contoso.unknown", System + ";app=x:NoExecute", "Warning: Every Linux node pool has a taint that pods of 'contoso.unknown' might not tolerate: nodepool1 has CriticalAddonsOnly=true:NoSchedule and app=x:NoExecute.")]
    // AKS issue 4780: the pods of Flux tolerate the taint of system pools.
    [InlineData("Microsoft.Flux", System, "Passed: Pods can run on nodepool1.")]
    [InlineData("microsoft.flux", Spot, "Warning: Every Linux node pool has a taint that pods of 'microsoft.flux' might not tolerate: nodepool1 has kubernetes.azure.com/scalesetpriority=spot:NoSchedule.")]
    [InlineData("microsoft.azureml.kubernetes", "ml.azure.com/amlarc=true:NoSchedule;ml.azure.com/amlarc-system=true:NoExecute", "Passed: Pods can run on nodepool1.")]
    // Workloads tolerate this one, and the extension's own pods do not.
    [InlineData("microsoft.azureml.kubernetes", "ml.azure.com/amlarc-workload=true:NoSchedule", "Warning: Every Linux node pool has a taint that pods of 'microsoft.azureml.kubernetes' might not tolerate: nodepool1 has ml.azure.com/amlarc-workload=true:NoSchedule.")]
    public void Taints_keep_pods_away_that_do_not_tolerate_them(string type, string taints, string expected) => Assert.Equal(
        expected, Check(type, Pool with { Taints = taints.Split(';', StringSplitOptions.RemoveEmptyEntries) }).Told());

    [Theory]
    [InlineData("Windows", "User", "Running", 3, null)]
    [InlineData("Linux", "Gateway", "Running", 3, null)]
    [InlineData("Linux", "User", "Stopped", 3, null)]
    [InlineData("Linux", "User", "Running", 0, null)]
    [InlineData("Linux", "User", "Running", 0, 0)]
    public void A_pool_without_Linux_nodes_runs_no_pods(string os, string mode, string power, int count, int? most) => Assert.Equal(
        "Failed: No Linux node pool of the cluster has nodes.",
        Check("microsoft.flux", Pool with { OsType = os, Mode = mode, PowerState = power, Count = count, MaxCount = most }).Told());

    [Fact]
    public void A_pool_that_the_autoscaler_can_grow_has_nodes() =>
        Assert.Equal("Passed: Pods can run on nodepool1.", Check("microsoft.flux", Pool with { Count = 0, MaxCount = 5 }).Told());

    [Fact]
    public void One_suitable_pool_of_many_is_enough() => Assert.Equal(
        "Passed: Pods can run on user1, user2, user3 and 2 more.",
        Check("microsoft.dapr", [Pool with { Taints = [System] }, .. Enumerable.Range(1, 5).Select(i => Pool with { Name = $"user{i}" })]).Told());

    [Theory]
    [InlineData("Standard_D4s_v5", "Passed: Pods can run on nodepool1.")]
    [InlineData("standard_e4s_V5", "Passed: Pods can run on nodepool1.")]
    [InlineData("Standard_DS2_v2", "Failed: 'microsoft.virtualnodes' needs a node with 4 vCPUs and 16 GiB: nodepool1 (Standard_DS2_v2) has 2 vCPUs and 7 GiB.")]
    // A size that the region does not list is not held against the pool.
    [InlineData("Standard_NEW", "Passed: Pods can run on nodepool1.")]
    [InlineData(null, "Passed: Pods can run on nodepool1.")]
    public void A_node_must_be_large_enough(string? size, string expected) =>
        Assert.Equal(expected, Check("microsoft.virtualnodes", Pool with { VmSize = size }).Told());

    [Fact]
    public void Of_a_small_pool_and_a_tainted_one_the_tainted_one_decides() => Assert.Equal(
        "Warning: Every Linux node pool has a taint that pods of 'microsoft.virtualnodes' might not tolerate: "
        + "nodepool1 (Standard_DS2_v2) has 2 vCPUs and 7 GiB, big has CriticalAddonsOnly=true:NoSchedule.",
        Check("microsoft.virtualnodes", Pool, Pool with { Name = "big", VmSize = "Standard_D4s_v5", Taints = [System] }).Told());

    [Theory]
    [InlineData("Standard_DS2_v2", 3, null, "Passed: Pods can run on nodepool1.")]
    [InlineData("Standard_DS2_v2", 1, null, "Warning: 'microsoft.azureml.kubernetes' needs 4 vCPUs and 14 GiB in production, and the nodes that can run it have 2 vCPUs and 7 GiB.")]
    [InlineData("Standard_B2s", 3, null, "Warning: 'microsoft.azureml.kubernetes' needs 4 vCPUs and 14 GiB in production, and the nodes that can run it have 6 vCPUs and 12 GiB.")]
    [InlineData("Standard_DS2_v2", 1, 3, "Passed: Pods can run on nodepool1.")]
    public void The_nodes_must_be_large_enough_together(string size, int count, int? most, string expected) => Assert.Equal(
        expected, Check("microsoft.azureml.kubernetes", Pool with { VmSize = size, Count = count, MaxCount = most }).Told());

    [Theory]
    [InlineData("acstor.azure.com/io-engine", "acstor", "Passed: Pods can run on nodepool1.")]
    [InlineData("acstor.azure.com/io-engine", "other", "Warning: Pods of 'microsoft.azurecontainerstorage' run on nodes with a label that no node pool lists: nodepool1 lacks acstor.azure.com/io-engine=acstor.")]
    [InlineData("env", "prod", "Warning: Pods of 'microsoft.azurecontainerstorage' run on nodes with a label that no node pool lists: nodepool1 lacks acstor.azure.com/io-engine=acstor.")]
    public void A_label_that_the_type_needs_is_named(string key, string value, string expected)
    {
        var finding = Check("microsoft.azurecontainerstorage", Pool with { Labels = new Dictionary<string, string> { [key] = value } });

        Assert.Equal(expected, finding.Told());
        Assert.Equal(
            finding!.Result == CheckResult.Passed ? null : "Add the label acstor.azure.com/io-engine=acstor to a node pool, together with the labels that it has.",
            finding.Recommendation);
    }

    [Fact]
    public void AKS_that_creates_nodes_itself_is_not_judged_by_its_pools() => Assert.Equal(
        "Passed: AKS creates nodes for the pods that need them.",
        NodesSuitableCheck.Check(With("microsoft.virtualnodes", CheckSamples.AksFacts with { NodePools = [Pool with { Taints = [System] }], NodeProvisioning = "Auto" })).Told());

    [Fact]
    public void Nothing_is_said_of_a_stopped_cluster_of_another_kind_of_cluster_and_without_a_type()
    {
        Assert.Null(NodesSuitableCheck.Check(With("microsoft.flux", CheckSamples.AksFacts with { PowerState = "Stopped", NodePools = [Pool with { Count = 0 }] })));
        Assert.Null(NodesSuitableCheck.Check(With("microsoft.flux", CheckSamples.ArcFacts)));
        Assert.Null(NodesSuitableCheck.Check(With(null, CheckSamples.AksFacts with { NodePools = [Pool with { Count = 0 }] })));
    }

    [Fact]
    public void Sizes_that_may_not_be_read_are_a_check_that_was_not_made()
    {
        var finding = NodesSuitableCheck.Check(
            With("microsoft.virtualnodes", CheckSamples.AksFacts with { NodePools = [Pool] }) with { VmSizes = new(CheckSamples.Refused) })!;

        Assert.Equal(CheckResult.Warning, finding.Result);
        Assert.StartsWith("The check could not be made. ", finding.Detail, StringComparison.Ordinal);
    }

    private static Finding? Check(string type, params NodePool[] pools) => NodesSuitableCheck.Check(With(type, CheckSamples.AksFacts with { NodePools = pools }));

    private static CheckFacts With(string? type, ClusterFacts cluster) =>
        CheckSamples.Before with { Plan = new(type, null, null), ClusterFacts = new(cluster), VmSizes = new(Sizes) };
}
