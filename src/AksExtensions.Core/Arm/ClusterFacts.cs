namespace AksExtensions.Arm;

/// <summary>What a cluster is. Null means that it does not say.</summary>
/// <param name="Location">The region, such as <c>eastus</c>.</param>
/// <param name="NodeCount">The nodes of all its node pools together.</param>
/// <param name="TenantId">The tenant of its system-assigned identity.</param>
public sealed record ClusterFacts(string? Location, int? NodeCount, string? TenantId)
{
    /// <summary>The version of Kubernetes that runs; where that is not known, the one that was asked for.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Succeeded, Failed, Canceled, or what goes on with the cluster.</summary>
    public string? ProvisioningState { get; init; }

    /// <summary>Running or Stopped; AKS alone.</summary>
    public string? PowerState { get; init; }

    /// <summary>SystemAssigned or UserAssigned; <c>ServicePrincipal</c> for an AKS cluster that has one in the place of a managed identity.</summary>
    public string? IdentityType { get; init; }

    /// <summary>Connecting, Connected, Offline or Expired; Azure Arc alone.</summary>
    public string? ConnectivityStatus { get; init; }

    /// <summary>When the agents were last heard of, UTC; Azure Arc alone.</summary>
    public DateTimeOffset? LastConnectivityTime { get; init; }

    /// <summary>The distribution of Kubernetes, such as k3s; Azure Arc alone.</summary>
    public string? Distribution { get; init; }
}
