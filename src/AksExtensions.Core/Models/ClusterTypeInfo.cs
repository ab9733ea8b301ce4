namespace AksExtensions;

/// <summary>What Azure Resource Manager calls a kind of cluster, and what it wants of it. The one place for this knowledge.</summary>
public sealed class ClusterTypeInfo
{
    private static readonly ClusterTypeInfo[] All =
    [
        // AKS refuses an identity on the extension and makes its own (aksAssignedIdentity).
        new(ClusterType.ManagedClusters, "Microsoft.ContainerService", "managedClusters", sendsIdentity: false),
        new(ClusterType.ConnectedClusters, "Microsoft.Kubernetes", "connectedClusters", sendsIdentity: true),
        new(ClusterType.Appliances, "Microsoft.ResourceConnector", "appliances", sendsIdentity: true),
        new(ClusterType.ProvisionedClusters, "microsoft.hybridcontainerservice", "provisionedClusters", sendsIdentity: true),
        new(ClusterType.Fleets, "Microsoft.ContainerService", "fleets", sendsIdentity: true),
    ];

    private ClusterTypeInfo(ClusterType type, string resourceProvider, string resourceType, bool sendsIdentity)
    {
        Type = type;
        ResourceProvider = resourceProvider;
        ResourceType = resourceType;
        SendsIdentity = sendsIdentity;
    }

    /// <summary>The kind of cluster.</summary>
    public ClusterType Type { get; }

    /// <summary>The resource provider's namespace, in ARM's spelling.</summary>
    public string ResourceProvider { get; }

    /// <summary>The resource type without its namespace, in ARM's spelling.</summary>
    public string ResourceType { get; }

    /// <summary>Whether a create sends <c>"identity": {"type": "SystemAssigned"}</c>.</summary>
    public bool SendsIdentity { get; }

    /// <summary>The names of all kinds, as a person would type them: for messages.</summary>
    public static string Names => string.Join(", ", All.Select(info => info.ResourceType));

    /// <summary>The knowledge of one kind.</summary>
    public static ClusterTypeInfo Of(ClusterType type) => Array.Find(All, info => info.Type == type)
        ?? throw new ArgumentOutOfRangeException(nameof(type), type, null);

    /// <summary>The kind with this resource type, ignoring case, or null.</summary>
    public static ClusterTypeInfo? Find(string resourceProvider, string resourceType) => Array.Find(All, info =>
        info.ResourceType.Equals(resourceType, StringComparison.OrdinalIgnoreCase)
        && info.ResourceProvider.Equals(resourceProvider, StringComparison.OrdinalIgnoreCase));
}
