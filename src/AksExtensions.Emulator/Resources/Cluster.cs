namespace AksExtensions.Emulator.Resources;

/// <summary>How a cluster signs in to Azure.</summary>
public enum ClusterIdentity
{
    /// <summary>A system-assigned identity.</summary>
    SystemAssigned,

    /// <summary>A user-assigned identity.</summary>
    UserAssigned,

    /// <summary>A service principal on AKS, none elsewhere. AKS clusters of this kind cannot run extensions.</summary>
    None,
}

/// <summary>A cluster of any kind. Immutable: the state replaces it.</summary>
public sealed record Cluster
{
    /// <summary>The subscription's ID.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>The resource group's name.</summary>
    public required string ResourceGroup { get; init; }

    /// <summary>The cluster's name.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of cluster.</summary>
    public ClusterKind Kind { get; init; }

    /// <summary>The region, such as <c>eastus</c>.</summary>
    public string Location { get; init; } = "eastus";

    /// <summary>The resource's tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>How the cluster signs in.</summary>
    public ClusterIdentity Identity { get; init; } = ClusterIdentity.SystemAssigned;

    /// <summary>The node pools of an AKS cluster; null means one, with <see cref="Nodes"/> nodes of <see cref="VmSize"/>.</summary>
    public IReadOnlyList<NodePool>? NodePools { get; init; }

    /// <summary><c>Auto</c> when AKS creates nodes for pods that wait; null means <c>Manual</c>.</summary>
    public string? NodeProvisioning { get; init; }

    /// <summary>The number of nodes of a cluster with one pool.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>The size of a node.</summary>
    public string VmSize { get; init; } = "Standard_DS2_v2";

    /// <summary>The version of Kubernetes, three parts.</summary>
    public string KubernetesVersion { get; init; } = "1.34.2";

    /// <summary><c>Running</c> or <c>Stopped</c>.</summary>
    public string PowerState { get; init; } = "Running";

    /// <summary><c>Succeeded</c>, <c>Updating</c>, <c>Failed</c>, ...</summary>
    public string ProvisioningState { get; init; } = "Succeeded";

    /// <summary><c>Connected</c> or <c>Offline</c>; Arc only.</summary>
    public string ConnectivityStatus { get; init; } = "Connected";

    /// <summary>When the agents of an Arc cluster last connected; null means now.</summary>
    public DateTimeOffset? LastConnectivityTime { get; init; }

    internal IReadOnlyList<NodePool> Pools => NodePools ?? [new() { Count = Nodes, VmSize = VmSize }];

    /// <summary>Whether AKS Run Command is disabled; AKS only.</summary>
    public bool RunCommandDisabled { get; init; }

    /// <summary>Whether the cluster signs in with Microsoft Entra ID, so that a command needs a token for AKS; AKS only.</summary>
    public bool UsesEntra { get; init; }

    /// <summary>azure, kubenet or none; AKS only.</summary>
    public string NetworkPlugin { get; init; } = "azure";

    /// <summary>overlay; null for addresses of the subnet; AKS only.</summary>
    public string? NetworkPluginMode { get; init; }

    /// <summary>azure, calico or cilium; null for none; AKS only.</summary>
    public string? NetworkPolicy { get; init; }

    /// <summary>Whether the cluster has an OIDC issuer and workload identity; AKS only.</summary>
    public bool WorkloadIdentity { get; init; }

    /// <summary>The resource ID.</summary>
    public string Id => ResourceIds.Cluster(SubscriptionId, ResourceGroup, Kind, Name);

    /// <summary>The resource group of the nodes; AKS only.</summary>
    public string NodeResourceGroup => $"MC_{ResourceGroup}_{Name}_{Location}";

    /// <summary>The object ID of the identity that the nodes use, which differs from cluster to cluster; AKS only.</summary>
    public string KubeletObjectId => new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Id.ToUpperInvariant()))[..16]).ToString();

    internal ClusterType Type => ClusterType.Of(Kind);
}
