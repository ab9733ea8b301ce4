namespace AksExtensions.Arm;

/// <summary>
/// A node pool of an AKS cluster, as far as it decides where pods run. Source: ManagedClusterAgentPoolProfile,
/// https://learn.microsoft.com/rest/api/aks/managed-clusters/get
/// </summary>
/// <param name="Name">Its name.</param>
public sealed record NodePool(string Name)
{
    /// <summary>The size of its nodes, such as <c>Standard_D4s_v5</c>; null when Azure returned none.</summary>
    public string? VmSize { get; init; }

    /// <summary>Linux or Windows; null means Linux, the default of AKS.</summary>
    public string? OsType { get; init; }

    /// <summary>System, User or Gateway; null when Azure returned none.</summary>
    public string? Mode { get; init; }

    /// <summary>Running or Stopped; null when Azure returned none.</summary>
    public string? PowerState { get; init; }

    /// <summary>The number of nodes, 0 or more.</summary>
    public int Count { get; init; }

    /// <summary>The number of nodes that the cluster autoscaler may reach; null when the pool is not autoscaled.</summary>
    public int? MaxCount { get; init; }

    /// <summary>Its taints, such as <c>CriticalAddonsOnly=true:NoSchedule</c>.</summary>
    public IReadOnlyList<string> Taints { get; init; } = [];

    /// <summary>The labels of its nodes that were set on the pool.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <summary>A size of virtual machines.</summary>
/// <param name="Name">Its name, such as <c>Standard_D4s_v5</c>.</param>
/// <param name="VCpus">The number of vCPUs.</param>
/// <param name="MemoryMiB">The memory in MiB.</param>
public sealed record VmSize(string Name, int VCpus, int MemoryMiB);
