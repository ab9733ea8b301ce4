using System.Text.Json;
using AksExtensions.Estate;

namespace AksExtensions.DesiredState;

/// <summary>
/// Selects clusters with the filters of Find-AksCluster. They are evaluated locally, so the estate is read once for all entries of a baseline.
/// </summary>
internal sealed class ClusterSelector
{
    private readonly Criteria _included;
    private readonly Criteria? _excluded;

    /// <summary>A selector.</summary>
    /// <param name="included">The filters that a cluster must match.</param>
    /// <param name="excluded">The filters that it must not match; null excludes nothing.</param>
    /// <exception cref="AksExtensionException"><c>FilterInvalid</c>.</exception>
    public ClusterSelector(ClusterFilter included, ClusterFilter? excluded = null)
    {
        Included = included;
        Excluded = excluded;
        _included = new(included);
        _excluded = excluded is null ? null : new(excluded);
    }

    /// <summary>The filters that a cluster must match.</summary>
    public ClusterFilter Included { get; }

    /// <summary>The filters that it must not match.</summary>
    public ClusterFilter? Excluded { get; }

    /// <summary>Whether a cluster is selected.</summary>
    public bool Takes(AksCluster cluster) => _included.Match(cluster) && _excluded?.Match(cluster) != true;

    /// <summary>Whether two selectors overlap on every estate: one of them selects all clusters, or both are the same.</summary>
    public static bool SurelyOverlap(ClusterSelector? one, ClusterSelector? other) =>
        one is null || other is null || one.Signature.Equals(other.Signature, StringComparison.OrdinalIgnoreCase);

    private string Signature => JsonSerializer.Serialize(new { Included, Excluded });

    private sealed class Criteria(ClusterFilter filter)
    {
        private readonly TextPattern[]? _names = Patterns("Name", filter.Names);
        private readonly TextPattern[]? _groups = Patterns("ResourceGroupName", filter.ResourceGroupNames);
        private readonly TextPattern[]? _versions = Patterns("KubernetesVersion", filter.KubernetesVersions);
        private readonly HashSet<string>? _locations = Words(filter.Locations, Location);
        private readonly HashSet<string>? _states = Words(filter.ProvisioningStates, state => state);
        private readonly HashSet<string>? _subscriptions = Words(filter.SubscriptionIds, id => id);

        public bool Match(AksCluster cluster) =>
            Match(_names, cluster.Name) && Match(_groups, cluster.ResourceGroupName) && Match(_versions, cluster.KubernetesVersion)
            && Match(_locations, cluster.Location is { } location ? Location(location) : null)
            && Match(_states, cluster.ProvisioningState) && Match(_subscriptions, cluster.SubscriptionId)
            && (filter.Tags ?? []).All(tag => Match(tag, cluster.Tags));

        // Azure ignores the case of a tag's name, and Find-AksCluster that of its value.
        private static bool Match(TagFilter wanted, IReadOnlyDictionary<string, string> tags) => tags.Any(tag =>
            tag.Key.Equals(wanted.Name, StringComparison.OrdinalIgnoreCase)
            && (wanted.Values is null || wanted.Values.Contains(tag.Value, StringComparer.OrdinalIgnoreCase)));

        private static bool Match(TextPattern[]? patterns, string? value) =>
            patterns is null || (value is not null && Array.Exists(patterns, pattern => pattern.IsMatch(value)));

        private static bool Match(HashSet<string>? words, string? value) => words is null || (value is not null && words.Contains(value));

        private static TextPattern[]? Patterns(string parameter, IReadOnlyList<string>? values) =>
            values is { Count: > 0 } ? [.. values.Select(value => TextPattern.Parse(parameter, value))] : null;

        private static HashSet<string>? Words(IReadOnlyList<string>? values, Func<string, string> normalize) =>
            values is { Count: > 0 } ? new(values.Select(normalize), StringComparer.OrdinalIgnoreCase) : null;

        // People write 'West Europe' where Azure writes 'westeurope'.
        private static string Location(string text) => text.Replace(" ", string.Empty, StringComparison.Ordinal);
    }
}
