using AksExtensions.Arm;
using AksExtensions.Checks;

namespace AksExtensions.DesiredState;

/// <summary>Judges the instances of a plan from what was read, and whether they are healthy. Pure; any thread.</summary>
/// <param name="baseline">The baseline.</param>
/// <param name="options">The changes that are allowed.</param>
/// <param name="ring">The only ring to change; null means all.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class Appraiser(Baseline baseline, SyncOptions options, string? ring, TimeProvider timeProvider)
{
    private static readonly Reading<string> SignIn = new("the sign-in of the plan");

    private readonly SyncOptions _settled = options with { RefreshSecrets = false };

    /// <summary>Judges an instance.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="actual">The instance; null when it does not exist.</param>
    public void See(PlannedInstance instance, ClusterExtension? actual) =>
        See(instance, actual, ring is null || ring.Equals(instance.Slot.Ring?.Name, StringComparison.OrdinalIgnoreCase) ? options : _settled);

    /// <summary>Judges an instance after its change, which has also refreshed its secrets.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="after">The instance now; null when it does not exist.</param>
    public void SeeChanged(PlannedInstance instance, ClusterExtension? after) => See(instance, after, _settled);

    private void See(PlannedInstance instance, ClusterExtension? actual, SyncOptions allowed)
    {
        if (instance.IsContradicted)
        {
            return;
        }

        var cluster = instance.Slot.Cluster;
        var verdict = instance.Entry is { } entry ? Judge.On(instance.Slot.Reference, entry, Judge.Of(entry, actual, allowed))
            : actual is null ? Verdict.InSync
            : Judge.OfUnnamed(actual, allowed);
        instance.Verdict = IsStopped(cluster) && verdict.IsPending
            ? Verdict.Blocked($"The cluster is {cluster.PowerState}. Start it first, because its agents install nothing until then.", verdict.Differences)
            : verdict;
        instance.Actual = instance.Verdict.Status == DriftStatus.InSync ? null : actual;
        instance.LastModified = actual?.SystemData?.LastModifiedAt;
        // Health only matters for the gates between rings.
        instance.Ailment = actual is null || baseline.Rings.Count < 2 ? null : Ailment(instance.Slot, actual);
    }

    // The checks of Test-AksClusterExtension -Name, without further requests.
    private string? Ailment(ClusterSlot slot, ClusterExtension extension)
    {
        var cluster = slot.Cluster;
        var finding = Checklist.Run(Checklist.OfInstance, new()
        {
            Cluster = slot.Reference,
            Now = timeProvider.GetUtcNow(),
            SignIn = SignIn,
            ClusterFacts = new(new ClusterFacts(cluster.Location, cluster.NodeCount, null)
            {
                KubernetesVersion = cluster.KubernetesVersion, ProvisioningState = cluster.ProvisioningState,
                PowerState = cluster.PowerState, IdentityType = cluster.IdentityType,
            }),
            Extension = new(extension),
        }).FirstOrDefault(finding => finding.Result == CheckResult.Failed);
        return finding is null ? null : $"{finding.Check}: {finding.Detail}";
    }

    private static bool IsStopped(AksCluster cluster) => "Stopped".Equals(cluster.PowerState, StringComparison.OrdinalIgnoreCase);
}
