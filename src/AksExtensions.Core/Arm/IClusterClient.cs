namespace AksExtensions.Arm;

/// <summary>
/// Clusters of every kind. Source: https://learn.microsoft.com/rest/api/aks/managed-clusters
/// </summary>
public interface IClusterClient
{
    /// <summary>Reads the facts of a cluster that extensions depend on (ManagedClusters_Get and similar).</summary>
    /// <exception cref="AksExtensionException"><c>ClusterNotFound</c> or another answer of Azure.</exception>
    Task<ClusterFacts> GetFactsAsync(ClusterReference cluster, CancellationToken cancellationToken);
}
