using AksExtensions.Estate;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes resource groups that have clusters.</summary>
internal sealed class ResourceGroupNameCompleter : EstateCompleter
{
    /// <inheritdoc/>
    protected override ClusterFilter Narrow(ClusterFilter filter, TypedWord word) => filter with { ResourceGroupNames = [Pattern(word)] };

    /// <inheritdoc/>
    protected override ClusterFilter Filter(CommandLine line) => new()
    {
        Names = line.Texts(line.Command == FindCluster ? "Name" : "ClusterName"),
        Locations = line.Texts("Location"),
    };

    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(IReadOnlyList<ClusterPlace> clusters) =>
        clusters.GroupBy(cluster => cluster.ResourceGroupName, StringComparer.OrdinalIgnoreCase)
            .Select(group => new Suggestion(group.Key, Clusters(group)));
}
