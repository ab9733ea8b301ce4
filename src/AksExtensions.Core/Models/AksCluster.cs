namespace AksExtensions;

/// <summary>
/// An AKS cluster (Microsoft.ContainerService/managedClusters) as Azure Resource Graph knows it, which is a few minutes ago. Null everywhere
/// means that it did not say.
/// </summary>
public sealed class AksCluster
{
    private readonly ClusterReference _cluster;

    internal AksCluster(ClusterReference cluster) => _cluster = cluster;

    /// <summary>The cluster's resource id. With it the object is a -Cluster of every other command.</summary>
    public required string Id { get; init; }

    /// <summary>The cluster's name.</summary>
    public string Name => _cluster.Name;

    /// <summary>The cluster's resource group.</summary>
    public string ResourceGroupName => _cluster.ResourceGroupName;

    /// <summary>The cluster's subscription.</summary>
    public string SubscriptionId => _cluster.SubscriptionId;

    /// <summary>The region, such as <c>eastus</c>.</summary>
    public string? Location { get; init; }

    /// <summary>The version of Kubernetes that runs; where that is not known, the one that was asked for.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Creating, Updating, Deleting, Succeeded, Failed, Canceled or another state of AKS.</summary>
    public string? ProvisioningState { get; init; }

    /// <summary>Running or Stopped. The agents of a stopped cluster install nothing.</summary>
    public string? PowerState { get; init; }

    /// <summary>The nodes of all node pools together.</summary>
    public int? NodeCount { get; init; }

    /// <summary>Free, Standard or Premium.</summary>
    public string? SkuTier { get; init; }

    /// <summary>
    /// SystemAssigned or UserAssigned; <c>ServicePrincipal</c> when the cluster has one in the place of a managed identity, and then it
    /// cannot run extensions.
    /// </summary>
    public string? IdentityType { get; init; }

    /// <summary>The tags. Azure ignores the case of their names.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ClusterExtension.Empty;

    /// <summary>The name, which is how a cluster is written in PowerShell.</summary>
    public override string ToString() => Name;
}
