using AksExtensions.Estate;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes regions that have clusters.</summary>
internal sealed class LocationCompleter : EstateCompleter
{
    /// <inheritdoc/>
    // Regions cannot be filtered by pattern, and 1,000 clusters cover most regions.
    protected override ClusterFilter Narrow(ClusterFilter filter, TypedWord word) => filter;

    /// <inheritdoc/>
    protected override ClusterFilter Filter(CommandLine line) =>
        line.Command == FindCluster ? new() { Names = line.Texts("Name"), ResourceGroupNames = line.Texts("ResourceGroupName") } : new();

    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(IReadOnlyList<ClusterPlace> clusters) =>
        clusters.Where(cluster => cluster.Location is not null)
            .GroupBy(cluster => cluster.Location!, StringComparer.OrdinalIgnoreCase)
            .Select(region => new Suggestion(region.Key, Clusters(region)));
}
