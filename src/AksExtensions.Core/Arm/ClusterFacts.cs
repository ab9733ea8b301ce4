namespace AksExtensions.Arm;

/// <summary>The facts of a cluster. Null means that Azure returned no value.</summary>
/// <param name="Location">The region, such as <c>eastus</c>.</param>
/// <param name="NodeCount">The number of nodes in all node pools.</param>
/// <param name="TenantId">The tenant of its system-assigned identity.</param>
public sealed record ClusterFacts(string? Location, int? NodeCount, string? TenantId)
{
    /// <summary>The resource group of the nodes; only for AKS.</summary>
    public string? NodeResourceGroup { get; init; }

    /// <summary>The object ID of the identity that the nodes use; only for AKS with managed identities.</summary>
    public string? KubeletObjectId { get; init; }

    /// <summary>The running Kubernetes version; when it is not known, the requested one.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Succeeded, Failed, Canceled, or the operation that is in progress.</summary>
    public string? ProvisioningState { get; init; }

    /// <summary>Running or Stopped; only for AKS.</summary>
    public string? PowerState { get; init; }

    /// <summary>SystemAssigned or UserAssigned; <c>ServicePrincipal</c> for an AKS cluster with a service principal instead of a managed identity.</summary>
    public string? IdentityType { get; init; }

    /// <summary>Connecting, Connected, Offline or Expired; only for Azure Arc.</summary>
    public string? ConnectivityStatus { get; init; }

    /// <summary>When the agents last connected, UTC; only for Azure Arc.</summary>
    public DateTimeOffset? LastConnectivityTime { get; init; }

    /// <summary>The node pools; null when Azure reports none, as for every cluster other than AKS.</summary>
    public IReadOnlyList<NodePool>? NodePools { get; init; }

    /// <summary>Auto when AKS creates nodes for the pods that wait for them (node auto-provisioning), otherwise Manual; null when Azure returned no value.</summary>
    public string? NodeProvisioning { get; init; }

    /// <summary>The distribution of Kubernetes, such as k3s; only for Azure Arc.</summary>
    public string? Distribution { get; init; }

    /// <summary>Whether AKS Run Command is switched off for the cluster; only for AKS.</summary>
    public bool IsRunCommandDisabled { get; init; }

    /// <summary>The network; only for AKS.</summary>
    public ClusterNetwork? Network { get; init; }

    /// <summary>Whether the cluster has an OIDC issuer; only for AKS.</summary>
    public bool HasOidcIssuer { get; init; }

    /// <summary>Whether the workload identity of the cluster is switched on; only for AKS.</summary>
    public bool HasWorkloadIdentity { get; init; }

    /// <summary>Whether roles of Azure apply to Kubernetes; only for AKS.</summary>
    public bool UsesAzureRbac { get; init; }

    /// <summary>Whether the cluster signs in with Microsoft Entra ID; only for AKS.</summary>
    public bool UsesEntra { get; init; }
}
