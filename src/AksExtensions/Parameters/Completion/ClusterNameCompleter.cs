using AksExtensions.Estate;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes names of clusters: those in the line's resource group and subscription, or all.</summary>
internal sealed class ClusterNameCompleter : EstateCompleter
{
    /// <inheritdoc/>
    protected override ClusterFilter Narrow(ClusterFilter filter, TypedWord word) => filter with { Names = [Pattern(word)] };

    /// <inheritdoc/>
    protected override ClusterFilter Filter(CommandLine line) => new() { ResourceGroupNames = line.Texts("ResourceGroupName"), Locations = line.Texts("Location") };

    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(IReadOnlyList<ClusterPlace> clusters) =>
        clusters.GroupBy(cluster => cluster.Name, StringComparer.OrdinalIgnoreCase)
            .Select(same => new Suggestion(same.Key, string.Join("; ", same.Select(cluster => cluster.Description).Distinct().Take(5))));
}
