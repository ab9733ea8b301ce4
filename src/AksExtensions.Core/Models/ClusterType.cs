namespace AksExtensions;

/// <summary>The kinds of cluster that the cluster extensions service supports.</summary>
public enum ClusterType
{
    /// <summary>Azure Kubernetes Service: <c>Microsoft.ContainerService/managedClusters</c>.</summary>
    ManagedClusters,

    /// <summary>Azure Arc-enabled Kubernetes: <c>Microsoft.Kubernetes/connectedClusters</c>.</summary>
    ConnectedClusters,

    /// <summary>Azure Arc resource bridge: <c>Microsoft.ResourceConnector/appliances</c>.</summary>
    Appliances,

    /// <summary>AKS hybrid: <c>microsoft.hybridcontainerservice/provisionedClusters</c>.</summary>
    ProvisionedClusters,

    /// <summary>Azure Kubernetes Fleet Manager: <c>Microsoft.ContainerService/fleets</c>. Supports only <c>microsoft.flux</c>.</summary>
    Fleets,
}
