namespace AksExtensions.Emulator.Resources;

/// <summary>Clusters of all kinds, cheap enough for fleets of many thousands.</summary>
internal sealed class ClusterStore(Lock gate, Action changed)
{
    private readonly Dictionary<string, Cluster> _clusters = new(StringComparer.OrdinalIgnoreCase);

    // Paging needs the same order for every page, so it is computed only once after a change.
    private Cluster[]? _sorted;

    public Cluster? Find(string id)
    {
        lock (gate)
            return _clusters.GetValueOrDefault(id);
    }

    public IReadOnlyList<Cluster> ListAll()
    {
        lock (gate)
        {
            if (_sorted is null)
            {
                _sorted = [.. _clusters.Values];
                Array.Sort(_clusters.Keys.ToArray(), _sorted, StringComparer.OrdinalIgnoreCase);
            }

            return _sorted;
        }
    }

    public IReadOnlyList<Cluster> List(ClusterKind kind, string subscription, string? group) =>
    [
        .. ListAll().Where(c => c.Kind == kind
            && c.SubscriptionId.Equals(subscription, StringComparison.OrdinalIgnoreCase)
            && (group is null || c.ResourceGroup.Equals(group, StringComparison.OrdinalIgnoreCase))),
    ];

    /// <summary>Whether a resource group contains the nodes of a cluster. AKS creates such groups.</summary>
    public bool HasNodeGroup(string subscription, string group)
    {
        if (!group.StartsWith("MC_", StringComparison.OrdinalIgnoreCase))
            return false;
        lock (gate)
        {
            return _clusters.Values.Any(c => c.NodeResourceGroup.Equals(group, StringComparison.OrdinalIgnoreCase)
                && c.SubscriptionId.Equals(subscription, StringComparison.OrdinalIgnoreCase));
        }
    }

    public void Add(IEnumerable<Cluster> clusters)
    {
        lock (gate)
        {
            foreach (var cluster in clusters)
                _clusters[cluster.Id] = cluster;
            _sorted = null;
        }

        changed();
    }

    public bool Remove(string id)
    {
        lock (gate)
        {
            if (!_clusters.Remove(id))
                return false;
            _sorted = null;
        }

        changed();
        return true;
    }

    public void Clear()
    {
        lock (gate)
        {
            _clusters.Clear();
            _sorted = null;
        }
    }
}
