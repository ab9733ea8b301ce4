namespace AksExtensions.Parameters.Completion;

/// <summary>Completes resource providers of clusters: that of the line's kind of cluster, or of all kinds.</summary>
internal sealed class ResourceProviderCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word) =>
        (line.Text("ClusterType") is null ? Enum.GetValues<ClusterType>() : [line.ClusterType])
            .Select(ClusterTypeInfo.Of)
            .GroupBy(kind => kind.ResourceProvider, StringComparer.OrdinalIgnoreCase)
            .Select(same => new Suggestion(same.Key, $"The provider of {string.Join(" and ", same.Select(kind => kind.ResourceType))}."));
}
