using AksExtensions.Estate;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes clusters by resource ID: their names are shown and searched.</summary>
internal sealed class ClusterIdCompleter : EstateCompleter
{
    /// <inheritdoc/>
    protected override ClusterFilter Narrow(ClusterFilter filter, TypedWord word) => filter with { Names = [PatternInside(word)] };

    /// <inheritdoc/>
    protected override ClusterFilter Filter(CommandLine line) => new();

    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(IReadOnlyList<ClusterPlace> clusters) =>
        clusters.Select(cluster => new Suggestion(cluster.Id, cluster.Description)
        {
            Label = $"{cluster.Name} ({cluster.ResourceGroupName})", SearchText = cluster.Name,
        });
}
