namespace AksExtensions.Arm;

/// <summary>
/// Clusters of every kind. Source: https://learn.microsoft.com/rest/api/aks/managed-clusters
/// </summary>
public interface IClusterClient
{
    /// <summary>Reads the facts of a cluster that extensions depend on (ManagedClusters_Get and similar).</summary>
    /// <exception cref="AksExtensionException"><c>ClusterNotFound</c> or another answer of Azure.</exception>
    Task<ClusterFacts> GetFactsAsync(ClusterReference cluster, CancellationToken cancellationToken);

    /// <summary>Reads an AKS cluster (ManagedClusters_Get).</summary>
    /// <exception cref="AksExtensionException"><c>ClusterNotFound</c> or another answer of Azure.</exception>
    Task<AksCluster> GetAsync(ClusterReference cluster, CancellationToken cancellationToken);

    /// <summary>Lists the AKS clusters of a subscription (ManagedClusters_List), page by page.</summary>
    /// <param name="subscriptionId">The subscription, a GUID.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    IAsyncEnumerable<AksCluster> ListAsync(string subscriptionId, CancellationToken cancellationToken);
}
