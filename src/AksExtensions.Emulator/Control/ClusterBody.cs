using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Control;

/// <summary>A cluster in a control request: an ID or its parts, or a number of similar clusters.</summary>
internal sealed record ClusterBody
{
    public string? Id { get; init; }

    public string? SubscriptionId { get; init; }

    public string? ResourceGroup { get; init; }

    public string? Name { get; init; }

    /// <summary>The type in an ID, such as <c>connectedClusters</c>.</summary>
    public string? Type { get; init; }

    public string? Location { get; init; }

    public ClusterIdentity? Identity { get; init; }

    public int? Nodes { get; init; }

    public string? VmSize { get; init; }

    public NodePool[]? NodePools { get; init; }

    public string? NodeProvisioning { get; init; }

    public string? KubernetesVersion { get; init; }

    public string? PowerState { get; init; }

    public string? ProvisioningState { get; init; }

    public string? ConnectivityStatus { get; init; }

    public DateTimeOffset? LastConnectivityTime { get; init; }

    public bool RunCommandDisabled { get; init; }

    public bool UsesEntra { get; init; }

    public string? NetworkPlugin { get; init; }

    public string? NetworkPluginMode { get; init; }

    public string? NetworkPolicy { get; init; }

    public bool WorkloadIdentity { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public int? Count { get; init; }

    public string? Prefix { get; init; }

    public Cluster ToCluster(string defaultSubscription)
    {
        var (subscription, group, kind, name) = Identify(defaultSubscription);
        var cluster = new Cluster { SubscriptionId = subscription, ResourceGroup = group, Name = name, Kind = kind };
        return cluster with
        {
            Location = Location ?? cluster.Location,
            Identity = Identity ?? cluster.Identity,
            Nodes = Nodes ?? cluster.Nodes,
            VmSize = VmSize ?? cluster.VmSize,
            NodePools = NodePools,
            NodeProvisioning = NodeProvisioning,
            KubernetesVersion = KubernetesVersion ?? cluster.KubernetesVersion,
            PowerState = PowerState ?? cluster.PowerState,
            ProvisioningState = ProvisioningState ?? cluster.ProvisioningState,
            ConnectivityStatus = ConnectivityStatus ?? cluster.ConnectivityStatus,
            LastConnectivityTime = LastConnectivityTime,
            RunCommandDisabled = RunCommandDisabled,
            UsesEntra = UsesEntra,
            NetworkPlugin = NetworkPlugin ?? cluster.NetworkPlugin,
            NetworkPluginMode = NetworkPluginMode,
            NetworkPolicy = NetworkPolicy,
            WorkloadIdentity = WorkloadIdentity,
            Tags = Tags ?? cluster.Tags,
        };
    }

    private (string Subscription, string Group, ClusterKind Kind, string Name) Identify(string defaultSubscription)
    {
        if (Id is not null)
        {
            var (subscription, group, type, name) = ResourceIds.ParseCluster(Id)
                ?? throw ArmErrors.BadRequest("InvalidControlRequest", $"'{Id}' is not the id of a cluster.");
            return (subscription, group, type.Kind, name);
        }

        if (Name is null)
            throw ArmErrors.BadRequest("InvalidControlRequest", "A cluster needs an id or a name.");
        var kind = ClusterKind.ManagedCluster;
        if (Type is not null)
        {
            kind = ClusterType.Find(Type)?.Kind
                ?? throw ArmErrors.BadRequest("InvalidControlRequest", $"There is no cluster type '{Type}'.");
        }

        return (SubscriptionId ?? defaultSubscription, ResourceGroup ?? "rg", kind, Name);
    }
}
