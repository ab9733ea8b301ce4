namespace AksExtensions.Emulator.Resources;

/// <summary>The kinds of cluster that can have extensions.</summary>
public enum ClusterKind
{
    /// <summary>AKS: Microsoft.ContainerService/managedClusters.</summary>
    ManagedCluster,

    /// <summary>Azure Arc: Microsoft.Kubernetes/connectedClusters.</summary>
    ConnectedCluster,

    /// <summary>Resource bridge: Microsoft.ResourceConnector/appliances.</summary>
    Appliance,

    /// <summary>AKS on Azure Local: microsoft.hybridcontainerservice/provisionedClusters.</summary>
    ProvisionedCluster,

    /// <summary>Azure Kubernetes Fleet Manager: Microsoft.ContainerService/fleets.</summary>
    Fleet,
}

/// <summary>The spelling of a kind of cluster in IDs.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The resource provider's namespace.</param>
/// <param name="Type">The type in an ID.</param>
/// <param name="OperationType">The type in an operation's path: the extensions service spells it with a capital.</param>
public sealed record ClusterType(ClusterKind Kind, string Namespace, string Type, string OperationType)
{
    private static readonly ClusterType[] All =
    [
        new(ClusterKind.ManagedCluster, "Microsoft.ContainerService", "managedClusters", "ManagedClusters"),
        new(ClusterKind.ConnectedCluster, "Microsoft.Kubernetes", "connectedClusters", "ConnectedClusters"),
        new(ClusterKind.Appliance, "Microsoft.ResourceConnector", "appliances", "Appliances"),
        new(ClusterKind.ProvisionedCluster, "microsoft.hybridcontainerservice", "provisionedClusters", "ProvisionedClusters"),
        new(ClusterKind.Fleet, "Microsoft.ContainerService", "fleets", "Fleets"),
    ];

    /// <summary>The spelling of a kind.</summary>
    public static ClusterType Of(ClusterKind kind) => All[(int)kind];

    /// <summary>The kind with this namespace and type, in any case; null when there is none.</summary>
    public static ClusterType? Find(string providerNamespace, string type) => Array.Find(
        All,
        t => t.Namespace.Equals(providerNamespace, StringComparison.OrdinalIgnoreCase)
            && t.Type.Equals(type, StringComparison.OrdinalIgnoreCase));

    /// <summary>The kind with this type, in any case; null when there is none.</summary>
    public static ClusterType? Find(string type) => Array.Find(All, t => t.Type.Equals(type, StringComparison.OrdinalIgnoreCase));
}
