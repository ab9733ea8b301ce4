namespace AksExtensions.Export;

/// <summary>A template is deployed to one resource group.</summary>
internal static class DeploymentScope
{
    /// <summary>Refuses clusters of several resource groups in one file.</summary>
    /// <exception cref="AksExtensionException"><c>ExportNeedsFolder</c>.</exception>
    public static void RequireOne(ExportSet set, string what)
    {
        if (Count(set) is var groups and > 1)
        {
            throw Errors.ExportNeedsFolder($"{what} is deployed to one resource group, and the clusters are in {groups}");
        }
    }

    /// <summary>The number of resource groups of an export.</summary>
    public static int Count(ExportSet set) => set.Clusters
        .Select(cluster => $"{cluster.Cluster.SubscriptionId}/{cluster.Cluster.ResourceGroupName}")
        .Distinct(StringComparer.OrdinalIgnoreCase).Count();

    /// <summary>The command that deploys a file, for its first line.</summary>
    public static string Command(ClusterReference cluster, string arguments) =>
        $"az deployment group create --subscription {cluster.SubscriptionId} --resource-group {Printable.Argument(cluster.ResourceGroupName)} {arguments}";
}
