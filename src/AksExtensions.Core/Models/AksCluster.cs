namespace AksExtensions;

/// <summary>
/// An AKS cluster (Microsoft.ContainerService/managedClusters) from Azure Resource Graph, whose data can be a few minutes old. Null means that
/// Resource Graph returned no value.
/// </summary>
public sealed class AksCluster
{
    private readonly ClusterReference _cluster;

    internal AksCluster(ClusterReference cluster) => _cluster = cluster;

    /// <summary>The cluster's resource ID, with which every other command accepts the object as -Cluster.</summary>
    public required string Id { get; init; }

    /// <summary>The same as <see cref="Id"/>, under the name that Az objects and parameters use.</summary>
    public string ResourceId => Id;

    /// <summary>The cluster's name.</summary>
    public string Name => _cluster.Name;

    /// <summary>The cluster's resource group.</summary>
    public string ResourceGroupName => _cluster.ResourceGroupName;

    /// <summary>The cluster's subscription.</summary>
    public string SubscriptionId => _cluster.SubscriptionId;

    /// <summary>The region, such as <c>eastus</c>.</summary>
    public string? Location { get; init; }

    /// <summary>The running Kubernetes version; when it is not known, the requested one.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Creating, Updating, Deleting, Succeeded, Failed, Canceled or another state of AKS.</summary>
    public string? ProvisioningState { get; init; }

    /// <summary>The same as <see cref="ProvisioningState"/>, under the name that tables show.</summary>
    public string? State => ProvisioningState;

    /// <summary>Running or Stopped. A stopped cluster cannot install extensions.</summary>
    public string? PowerState { get; init; }

    /// <summary>The number of nodes in all node pools.</summary>
    public int? NodeCount { get; init; }

    /// <summary>The same as <see cref="KubernetesVersion"/>, under the name that tables show.</summary>
    public string? Kubernetes => KubernetesVersion;

    /// <summary>The same as <see cref="PowerState"/>, under the name that tables show.</summary>
    public string? Power => PowerState;

    /// <summary>The same as <see cref="NodeCount"/>, under the name that tables show.</summary>
    public int? Nodes => NodeCount;

    /// <summary>Free, Standard or Premium.</summary>
    public string? SkuTier { get; init; }

    /// <summary>
    /// SystemAssigned or UserAssigned; <c>ServicePrincipal</c> when the cluster has a service principal instead of a managed identity, and
    /// cannot run extensions.
    /// </summary>
    public string? IdentityType { get; init; }

    /// <summary>The tags. The case of their names is ignored.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ClusterExtension.Empty;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
