using AksExtensions.Estate;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes what clusters have: names, resource groups, regions.</summary>
internal abstract class EstateCompleter : Completer
{
    /// <summary>The command whose -Name is that of a cluster.</summary>
    protected const string FindCluster = "Find-AksCluster";

    /// <summary>The command that looks for extensions everywhere.</summary>
    protected const string FindExtension = "Find-AksClusterExtension";

    /// <inheritdoc/>
    protected sealed override IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word) =>
        Suggest(tab.Ask(azure => FindAsync(azure, line, word)) ?? []).OrderBy(suggestion => suggestion.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The suggestions that clusters make.</summary>
    protected abstract IEnumerable<Suggestion> Suggest(IReadOnlyList<ClusterPlace> clusters);

    /// <summary>Which clusters fit what is on the line already.</summary>
    protected abstract ClusterFilter Filter(CommandLine line);

    /// <summary>Which of them fit the word.</summary>
    protected abstract ClusterFilter Narrow(ClusterFilter filter, TypedWord word);

    /// <summary>Clusters, in a few words.</summary>
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
                    cluster.Name, cluster.ResourceGroupName, cluster.Location,
                    string.Join(", ", new[]
                    {
                        cluster.ResourceGroupName, cluster.Location, cluster.KubernetesVersion is { } version ? $"Kubernetes {version}" : null, cluster.PowerState,
                    }.OfType<string>())))
                .ToArray();
        }

        // Of the other kinds, those are found that have an extension.
        ExtensionFilter Extensions(ClusterFilter clusters) => new()
        {
            SubscriptionIds = clusters.SubscriptionIds, ClusterNames = clusters.Names, ResourceGroupNames = clusters.ResourceGroupNames, ClusterTypes = [line.ClusterType],
        };
        return (await azure.ExtensionsAsync(Extensions(filter), _ => Extensions(Narrow(filter, word))))
            .Select(extension => extension.Cluster)
            .Distinct()
            .Select(cluster => new ClusterPlace(cluster.Name, cluster.ResourceGroupName, null, $"{cluster.ResourceGroupName}, {cluster.ClusterType}"))
            .ToArray();
    }
}

/// <summary>Where a cluster is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ResourceGroupName">Its resource group.</param>
/// <param name="Location">Its region; null when that is not known.</param>
/// <param name="Description">What is known of it, beside its name.</param>
internal sealed record ClusterPlace(string Name, string ResourceGroupName, string? Location, string Description);
