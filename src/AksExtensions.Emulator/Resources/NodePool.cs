namespace AksExtensions.Emulator.Resources;

/// <summary>A node pool of an AKS cluster.</summary>
public sealed record NodePool
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "nodepool1";

    /// <summary>The number of nodes.</summary>
    public int Count { get; init; } = 3;

    /// <summary>The size of a node.</summary>
    public string VmSize { get; init; } = "Standard_DS2_v2";

    /// <summary><c>Linux</c> or <c>Windows</c>.</summary>
    public string OsType { get; init; } = "Linux";

    /// <summary><c>System</c>, <c>User</c> or <c>Gateway</c>.</summary>
    public string Mode { get; init; } = "System";

    /// <summary><c>Running</c> or <c>Stopped</c>; null means that of the cluster.</summary>
    public string? PowerState { get; init; }

    /// <summary>The number of nodes that the autoscaler may reach; null means no autoscaler.</summary>
    public int? MaxCount { get; init; }

    /// <summary>The taints, such as <c>CriticalAddonsOnly=true:NoSchedule</c>.</summary>
    public IReadOnlyList<string> Taints { get; init; } = [];

    /// <summary>The labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
