using AksExtensions.Estate;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes values that clusters have: names, resource groups, regions.</summary>
internal abstract class EstateCompleter : Completer
{
    /// <summary>The command that searches for clusters.</summary>
    protected const string FindCluster = CommandLine.FindCluster;

    /// <summary>The command that searches for extensions.</summary>
    protected const string FindExtension = "Find-AksClusterExtension";

    /// <inheritdoc/>
    protected sealed override IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word) =>
        Suggest(tab.Ask(azure => FindAsync(azure, line, word)) ?? []).OrderBy(suggestion => suggestion.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes suggestions of the clusters that were found.</summary>
    protected abstract IEnumerable<Suggestion> Suggest(IReadOnlyList<ClusterPlace> clusters);

    /// <summary>A filter for the clusters that fit the rest of the line.</summary>
    protected abstract ClusterFilter Filter(CommandLine line);

    /// <summary>Narrows the filter to those that fit the word; used when there are too many.</summary>
    protected abstract ClusterFilter Narrow(ClusterFilter filter, TypedWord word);

    /// <summary>A short list of clusters for a tooltip, such as <c>2 clusters: a, b</c>.</summary>
    protected static string Clusters(IEnumerable<ClusterPlace> clusters)
    {
        const int Shown = 5;
        var names = clusters.Select(cluster => cluster.Name).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToList();
        return (names.Count == 1 ? "1 cluster: " : $"{names.Count} clusters: ")
            + string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? ", ..." : null);
    }

    private async Task<IReadOnlyList<ClusterPlace>?> FindAsync(AzureKnowledge azure, CommandLine line, TypedWord word)
    {
        var filter = Filter(line) with { SubscriptionIds = await azure.SubscriptionsAsync(line, line.Command is FindCluster or FindExtension) };
        if (line.ClusterType == ClusterType.ManagedClusters)
        {
            return (await azure.ClustersAsync(filter, wide => Narrow(wide, word)))
                .Select(cluster => new ClusterPlace(
                    cluster.Id, cluster.Name, cluster.ResourceGroupName, cluster.Location,
                    string.Join(", ", new[]
                    {
                        cluster.ResourceGroupName, cluster.Location, cluster.KubernetesVersion is { } version ? $"Kubernetes {version}" : null, cluster.PowerState,
                    }.OfType<string>())))
                .ToArray();
        }

        // Clusters of other kinds are found by their extensions.
        ExtensionFilter Extensions(ClusterFilter clusters) => new()
        {
            SubscriptionIds = clusters.SubscriptionIds, ClusterNames = clusters.Names, ResourceGroupNames = clusters.ResourceGroupNames, ClusterTypes = [line.ClusterType],
        };
        return (await azure.ExtensionsAsync(Extensions(filter), _ => Extensions(Narrow(filter, word))))
            .Select(extension => extension.Reference)
            .Distinct()
            .Select(cluster => new ClusterPlace(cluster.Id, cluster.Name, cluster.ResourceGroupName, null, $"{cluster.ResourceGroupName}, {cluster.ClusterType}"))
            .ToArray();
    }
}

/// <summary>A cluster, for suggestions.</summary>
/// <param name="Id">Its resource ID.</param>
/// <param name="Name">Its name.</param>
/// <param name="ResourceGroupName">Its resource group.</param>
/// <param name="Location">Its region; null when that is not known.</param>
/// <param name="Description">A description for a tooltip.</param>
internal sealed record ClusterPlace(string Id, string Name, string ResourceGroupName, string? Location, string Description);
