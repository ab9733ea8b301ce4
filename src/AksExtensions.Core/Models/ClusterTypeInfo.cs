namespace AksExtensions;

/// <summary>The names and rules that Azure Resource Manager has for a kind of cluster. This is the only place for them.</summary>
public sealed class ClusterTypeInfo
{
    private static readonly ClusterTypeInfo[] All =
    [
        // AKS ignores an identity on the extension and assigns its own (aksAssignedIdentity); it refused one in 2023.
        new(ClusterType.ManagedClusters, "Microsoft.ContainerService", "managedClusters", "2024-09-01", sendsIdentity: false),
        new(ClusterType.ConnectedClusters, "Microsoft.Kubernetes", "connectedClusters", "2024-01-01", sendsIdentity: true),
        new(ClusterType.Appliances, "Microsoft.ResourceConnector", "appliances", "2022-10-27", sendsIdentity: true),
        new(ClusterType.ProvisionedClusters, "microsoft.hybridcontainerservice", "provisionedClusters", "2022-09-01-preview", sendsIdentity: true),
        new(ClusterType.Fleets, "Microsoft.ContainerService", "fleets", "2024-04-01", sendsIdentity: true),
    ];

    private ClusterTypeInfo(ClusterType type, string resourceProvider, string resourceType, string apiVersion, bool sendsIdentity)
    {
        Type = type;
        ResourceProvider = resourceProvider;
        ResourceType = resourceType;
        ApiVersion = apiVersion;
        SendsIdentity = sendsIdentity;
    }

    /// <summary>The kind of cluster.</summary>
    public ClusterType Type { get; }

    /// <summary>The resource provider's namespace, in ARM's spelling.</summary>
    public string ResourceProvider { get; }

    /// <summary>The resource type without its namespace, in ARM's spelling.</summary>
    public string ResourceType { get; }

    /// <summary>The API version for reading the cluster.</summary>
    public string ApiVersion { get; }

    /// <summary>Whether a create sends <c>"identity": {"type": "SystemAssigned"}</c>.</summary>
    public bool SendsIdentity { get; }

    /// <summary>The names of all kinds, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(info => info.ResourceType));

    /// <summary>The facts of one kind.</summary>
    public static ClusterTypeInfo Of(ClusterType type) => Array.Find(All, info => info.Type == type)
        ?? throw new ArgumentOutOfRangeException(nameof(type), type, null);

    /// <summary>Finds the kind of a resource type, ignoring case; null when it is unknown.</summary>
    public static ClusterTypeInfo? Find(string resourceProvider, string resourceType) => Array.Find(All, info =>
        info.ResourceType.Equals(resourceType, StringComparison.OrdinalIgnoreCase)
        && info.ResourceProvider.Equals(resourceProvider, StringComparison.OrdinalIgnoreCase));
}
