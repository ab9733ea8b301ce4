using AksExtensions.Arm;
using AksExtensions.Catalogue;

namespace AksExtensions.Checks;

/// <summary>
/// Checks that the pods of the type can run on at least one node pool: Linux nodes, taints, and the labels and sizes that the type documents.
/// Only AKS reports node pools.
/// </summary>
internal static class NodesSuitableCheck
{
    public const string Name = "NodesSuitable";

    private static readonly NodeNeeds Nothing = new();

    public static Finding? Check(CheckFacts facts)
    {
        // The pools of a stopped cluster have no nodes, which ClusterRunning reports; TypeOffered reports a type that is not offered.
        if (facts.Plan?.ExtensionType is not { } type
            || facts.ClusterFacts?.Value is not { NodePools: { } all } cluster
            || Is(cluster.PowerState, "Stopped")
            || TypeOfferedCheck.Check(facts) is { Result: CheckResult.Failed })
        {
            return null;
        }

        if (Is(cluster.NodeProvisioning, "Auto"))
        {
            return Finding.Passed(Name, "AKS creates nodes for the pods that need them.");
        }

        var pools = all.Where(HasLinuxNodes).ToList();
        if (pools.Count == 0)
        {
            return Finding.Failed(Name, "No Linux node pool of the cluster has nodes.", "Start or scale up a Linux node pool.");
        }

        var needs = TypeCatalogue.BuiltIn.Find(type)?.Nodes ?? Nothing;
        return needs.HasSizes && facts.VmSizes is { } sizes
            ? sizes.Judge(Name, known => Judge(type, needs, pools, known))
            : Judge(type, needs, pools, []);
    }

    private static Finding Judge(string type, NodeNeeds needs, List<NodePool> pools, IReadOnlyList<VmSize> sizes)
    {
        var judged = pools.Select(pool => (Pool: pool, Obstacle: ObstacleOf(needs, pool, SizeOf(pool, sizes)))).ToList();
        var suitable = judged.Where(pool => pool.Obstacle is null).Select(pool => pool.Pool).ToList();
        if (suitable.Count > 0)
        {
            return TooSmallTogether(type, needs, suitable, sizes)
                ?? Finding.Passed(Name, $"Pods can run on {List([.. suitable.Select(pool => pool.Name)])}.");
        }

        var details = List([.. judged.Select(pool => pool.Obstacle!.Detail)]);
        return judged.Min(pool => pool.Obstacle!.Kind) switch
        {
            // Nodes can have labels that their pool does not list, and charts tolerate taints that no document names.
            ObstacleKind.Taint => Finding.Warning(
                Name, $"Every Linux node pool has a taint that pods of '{type}' might not tolerate: {details}.",
                "Add a Linux node pool without taints, or make sure that the pods tolerate one of them."),
            ObstacleKind.Label => Finding.Warning(
                Name, $"Pods of '{type}' run on nodes with a label that no node pool lists: {details}.",
                $"Add the label {LabelsOf(needs)} to a node pool, together with the labels that it has."),
            _ => Finding.Failed(
                Name, $"'{type}' needs a node with {Amount(needs.VCpus, needs.MemoryGiB)}: {details}.",
                $"Add a Linux node pool of a size with at least {Amount(needs.VCpus, needs.MemoryGiB)}."),
        };
    }

    private static Obstacle? ObstacleOf(NodeNeeds needs, NodePool pool, VmSize? size)
    {
        if (size is not null && (size.VCpus < needs.VCpus || size.MemoryMiB < needs.MemoryGiB * 1024))
        {
            return new(ObstacleKind.Size, $"{pool.Name} ({pool.VmSize}) has {Amount(size.VCpus, size.MemoryMiB / 1024)}");
        }

        if (needs.Labels.Any(label => pool.Labels.GetValueOrDefault(label.Key) != label.Value))
        {
            return new(ObstacleKind.Label, $"{pool.Name} lacks {LabelsOf(needs)}");
        }

        var taints = pool.Taints.Where(taint => Repels(taint) && !needs.Tolerates.Contains(KeyOf(taint), StringComparer.Ordinal)).ToList();
        return taints.Count == 0 ? null : new(ObstacleKind.Taint, $"{pool.Name} has {string.Join(" and ", taints)}");
    }

    private static Finding? TooSmallTogether(string type, NodeNeeds needs, List<NodePool> pools, IReadOnlyList<VmSize> sizes)
    {
        var known = pools.Select(pool => (Nodes: (long)Math.Max(pool.Count, pool.MaxCount ?? 0), Size: SizeOf(pool, sizes))).ToList();
        if (known.Any(pool => pool.Size is null))
        {
            return null;
        }

        var vCpus = known.Sum(pool => pool.Nodes * pool.Size!.VCpus);
        var memory = known.Sum(pool => pool.Nodes * pool.Size!.MemoryMiB) / 1024;
        return vCpus < needs.TotalVCpus || memory < needs.TotalMemoryGiB
            ? Finding.Warning(
                Name, $"'{type}' needs {Amount(needs.TotalVCpus, needs.TotalMemoryGiB)} in production, and the nodes that can run it have {Amount(vCpus, memory)}.",
                "Add nodes, or larger ones.")
            : null;
    }

    private static bool HasLinuxNodes(NodePool pool) =>
        !Is(pool.OsType, "Windows") && !Is(pool.Mode, "Gateway") && !Is(pool.PowerState, "Stopped") && (pool.Count > 0 || pool.MaxCount > 0);

    private static VmSize? SizeOf(NodePool pool, IReadOnlyList<VmSize> sizes) => sizes.FirstOrDefault(size => Is(pool.VmSize, size.Name));

    // PreferNoSchedule keeps no pod away when there is no other node.
    private static bool Repels(string taint) => !taint.EndsWith(":PreferNoSchedule", StringComparison.Ordinal);

    private static string KeyOf(string taint) => taint.Split('=', ':')[0];

    private static string LabelsOf(NodeNeeds needs) => string.Join(" and ", needs.Labels.Select(label => $"{label.Key}={label.Value}"));

    private static string Amount(long? vCpus, long? memory) => $"{vCpus} {(vCpus == 1 ? "vCPU" : "vCPUs")} and {memory} GiB";

    // A cluster can have a hundred pools.
    private static string List(IReadOnlyList<string> items) =>
        items.Count <= 4 ? string.Join(", ", items) : $"{string.Join(", ", items.Take(3))} and {items.Count - 3} more";

    private static bool Is(string? value, string expected) => expected.Equals(value, StringComparison.OrdinalIgnoreCase);

    // What is easiest to overcome comes first: the pool that comes closest decides.
    private enum ObstacleKind
    {
        Taint,
        Label,
        Size,
    }

    private sealed record Obstacle(ObstacleKind Kind, string Detail);
}
