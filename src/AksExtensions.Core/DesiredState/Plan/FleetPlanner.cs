namespace AksExtensions.DesiredState;

/// <summary>
/// Makes a plan from the pages of clusters and extensions. Keeps only what the plan needs, so that tens of thousands of instances fit into
/// memory. Pure: reads nothing.
/// </summary>
/// <param name="baseline">The baseline.</param>
/// <param name="appraiser">Judges what is read.</param>
internal sealed class FleetPlanner(Baseline baseline, Appraiser appraiser)
{
    private readonly Dictionary<string, ClusterSlot> _slots = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EntryOverlap> _overlaps = [];

    /// <summary>The clusters that any entry takes.</summary>
    public IReadOnlyCollection<ClusterSlot> Slots => _slots.Values;

    /// <summary>Takes a cluster. All clusters come before the first extension.</summary>
    public void Add(AksCluster cluster)
    {
        var taken = baseline.Extensions.Where(entry => entry.Clusters?.Takes(cluster) ?? true).ToList();
        if (taken.Count == 0 || _slots.ContainsKey(cluster.Id))
        {
            return;
        }

        var slot = new ClusterSlot(
            cluster, baseline.Rings.FirstOrDefault(ring => ring.Clusters?.Takes(cluster) ?? true),
            [.. taken.DistinctBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase)]);
        _slots.Add(cluster.Id, slot);
        foreach (var entry in taken)
        {
            if (slot.Instances.TryGetValue(entry.Name, out var contradicted))
            {
                Contradict(contradicted, entry);
                continue;
            }

            var instance = new PlannedInstance { Slot = slot, Entry = entry, Name = entry.Name, ExtensionType = entry.ExtensionType };
            slot.Instances.Add(entry.Name, instance);
            appraiser.See(instance, null);
        }
    }

    /// <summary>Takes an extension. Nothing is kept of clusters that no entry takes, or of names and types that no entry has.</summary>
    public void Add(ClusterExtension extension)
    {
        if (!_slots.TryGetValue(extension.Reference.Id, out var slot))
        {
            return;
        }

        if (slot.Instances.TryGetValue(extension.Name, out var instance))
        {
            appraiser.See(instance, extension);
        }
        else if (slot.Entries.Any(entry => entry.IsOfType(extension)) && !Judge.IsManaged(extension))
        {
            instance = new() { Slot = slot, Name = extension.Name, ExtensionType = extension.ExtensionType };
            slot.Instances.Add(extension.Name, instance);
            appraiser.See(instance, extension);
        }
    }

    /// <summary>The plan: ring by ring, and by cluster and name within each.</summary>
    public FleetPlan Plan()
    {
        var rings = baseline.Rings.ToList();
        return new(
            baseline,
            [.. _slots.Values
                .OrderBy(slot => slot.Ring is { } ring ? rings.FindIndex(other => ReferenceEquals(other, ring)) : rings.Count)
                .ThenBy(slot => slot.Cluster.Id, StringComparer.OrdinalIgnoreCase)
                .SelectMany(slot => slot.Instances.Values.OrderBy(instance => instance.Name, StringComparer.OrdinalIgnoreCase))],
            _overlaps);
    }

    private void Contradict(PlannedInstance instance, DesiredExtension second)
    {
        var first = instance.Entry!;
        instance.IsContradicted = true;
        instance.Verdict = Verdict.Blocked($"Two entries of the baseline take this cluster for '{instance.Name}': those at {first.Place} and {second.Place}.");
        var overlap = _overlaps.Find(known => ReferenceEquals(known.First, first) && ReferenceEquals(known.Second, second));
        if (overlap is null)
        {
            _overlaps.Add(overlap = new(first, second, []));
        }

        overlap.Clusters.Add(instance.Slot.Cluster);
    }
}
