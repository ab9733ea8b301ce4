namespace AksExtensions.DesiredState;

/// <summary>One instance of a plan.</summary>
internal sealed class PlannedInstance
{
    /// <summary>The cluster.</summary>
    public required ClusterSlot Slot { get; init; }

    /// <summary>The entry that names it; null when none does.</summary>
    public DesiredExtension? Entry { get; init; }

    /// <summary>The instance's name.</summary>
    public required string Name { get; init; }

    /// <summary>The desired type, or the type of the instance when none is desired.</summary>
    public required string? ExtensionType { get; init; }

    /// <summary>How it compares with its desired state, and what to do.</summary>
    public Verdict Verdict { get; set; } = Verdict.InSync;

    /// <summary>The instance as last read; null when it does not exist or is in sync, because an estate has thousands of them.</summary>
    public ClusterExtension? Actual { get; set; }

    /// <summary>When it was last changed; null when Azure did not return it.</summary>
    public DateTimeOffset? LastModified { get; set; }

    /// <summary>The first failed check of Test-AksClusterExtension; null when it is healthy.</summary>
    public string? Ailment { get; set; }

    /// <summary>Why it could not be read; null when it was.</summary>
    public AksExtensionException? Failure { get; set; }

    /// <summary>Whether two entries contradict each other here, which blocks it in any state.</summary>
    public bool IsContradicted { get; set; }

    /// <summary>The instance.</summary>
    public ExtensionReference Extension => new(Slot.Reference, Name);

    /// <summary>The public result.</summary>
    public ExtensionDrift ToDrift() => new(Slot.Reference)
    {
        Name = Name,
        ExtensionType = ExtensionType,
        Ring = Slot.Ring?.Name,
        Status = Verdict.Status.ToString(),
        Action = Verdict.Action.ToString(),
        // An array: PowerShell cannot index the lists that the compiler makes.
        Differences = Verdict.Differences.ToArray(),
        Detail = Verdict.Detail,
    };

    /// <summary>Name, cluster and group: the beginning of errors and lines of a plan.</summary>
    public string Label => $"{Name} on {Slot.Cluster.Name} ({Slot.Cluster.ResourceGroupName})";
}

/// <summary>A cluster of a plan.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="ring">The ring that takes it; null when none does.</param>
/// <param name="entries">The entries that take it, each name once.</param>
internal sealed class ClusterSlot(AksCluster cluster, BaselineRing? ring, IReadOnlyList<DesiredExtension> entries)
{
    /// <summary>The cluster.</summary>
    public AksCluster Cluster => cluster;

    /// <summary>Its reference in ARM.</summary>
    public ClusterReference Reference { get; } = ClusterReference.Parse(cluster.Id, out _);

    /// <summary>The ring that takes it; null when none does.</summary>
    public BaselineRing? Ring => ring;

    /// <summary>The entries that take it, each name once.</summary>
    public IReadOnlyList<DesiredExtension> Entries => entries;

    /// <summary>What is planned for it, by the instances' names.</summary>
    public Dictionary<string, PlannedInstance> Instances { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Two entries for one name that take the same cluster.</summary>
/// <param name="First">The entry that comes first in the document.</param>
/// <param name="Second">The other one.</param>
/// <param name="Clusters">The clusters.</param>
internal sealed record EntryOverlap(DesiredExtension First, DesiredExtension Second, List<AksCluster> Clusters);

/// <summary>A baseline, applied to an estate.</summary>
/// <param name="Baseline">The baseline.</param>
/// <param name="Instances">Every instance that is desired or should not be, ring by ring.</param>
/// <param name="Overlaps">Entries that contradict each other on some clusters; those instances are blocked.</param>
internal sealed record FleetPlan(Baseline Baseline, IReadOnlyList<PlannedInstance> Instances, IReadOnlyList<EntryOverlap> Overlaps)
{
    /// <summary>Requested clusters that do not exist, or are not AKS clusters.</summary>
    public IReadOnlyList<ClusterReference> NotFound { get; init; } = [];

    /// <summary>Why requested clusters could not be read.</summary>
    public IReadOnlyList<AksExtensionException> Failures { get; init; } = [];

    /// <summary>Whether every instance is in sync, and every requested cluster was read.</summary>
    public bool IsInSync => NotFound.Count == 0 && Failures.Count == 0 && Instances.All(instance => instance.Verdict.Status == DriftStatus.InSync);

    /// <summary>The rings in their order; a single null when the baseline has none.</summary>
    public IReadOnlyList<BaselineRing?> Rings => Baseline.Rings.Count > 0 ? [.. Baseline.Rings] : [null];

    /// <summary>The instances of a ring.</summary>
    public IEnumerable<PlannedInstance> Of(BaselineRing? ring) => Instances.Where(instance => ReferenceEquals(instance.Slot.Ring, ring));

    /// <summary>The instances on clusters that no ring takes, where there are rings. They are never changed.</summary>
    public IEnumerable<PlannedInstance> OutsideOfRings => Baseline.Rings.Count > 0 ? Of(null) : [];
}
