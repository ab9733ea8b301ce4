namespace AksExtensions.Pipeline;

/// <summary>
/// The names of the clusters that a command has seen, so that its output distinguishes clusters of the same name. Used on the pipeline's thread only.
/// </summary>
internal sealed class ClusterNames
{
    private readonly Dictionary<string, string> _groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _repeated = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Remembers a cluster.</summary>
    public void See(ClusterReference cluster)
    {
        if (!_groups.TryAdd(cluster.Name, cluster.ResourceGroupName)
            && !_groups[cluster.Name].Equals(cluster.ResourceGroupName, StringComparison.OrdinalIgnoreCase))
        {
            _repeated.Add(cluster.Name);
        }
    }

    /// <summary>Remembers the clusters of several objects; always true.</summary>
    public bool See<T>(IEnumerable<T> values)
    {
        foreach (var value in values.OfType<OnCluster>())
        {
            See(value.Reference);
        }

        return true;
    }

    /// <summary>Makes an object of a repeated name show its resource group.</summary>
    public void Mark(object value)
    {
        if (value is OnCluster shown)
        {
            See(shown.Reference);
            shown.ShowsGroup = _repeated.Contains(shown.Reference.Name);
        }
    }
}
