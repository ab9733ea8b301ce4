using AksExtensions.Diagnosis;

namespace AksExtensions;

/// <summary>
/// An extension instance on a cluster, as Azure Resource Manager answers it
/// (Microsoft.KubernetesConfiguration/extensions). Null everywhere means that ARM did not say.
/// </summary>
public sealed class ClusterExtension
{
    /// <summary>The extension's resource id.</summary>
    public required string Id { get; init; }

    /// <summary>The instance's name.</summary>
    public required string Name { get; init; }

    /// <summary>The type of the ARM resource: <c>Microsoft.KubernetesConfiguration/extensions</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The type of extension, such as <c>microsoft.flux</c>. ARM ignores its case.</summary>
    public string? ExtensionType { get; init; }

    /// <summary>Creating, Updating, Deleting, Succeeded, Failed or Canceled.</summary>
    public string? ProvisioningState { get; init; }

    /// <summary>Why the instance is in its state: every status message and error that ARM gave, one a line; null when there is none.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>
    /// Why a Failed instance failed and what to do about it, from its statuses and error; null when it has not failed, or the cause is not known.
    /// </summary>
    public ExtensionDiagnosis? Diagnosis =>
        ProvisioningStates.Is(ProvisioningState, ProvisioningStates.Failed) ? FailureCauses.BuiltIn.Diagnose(FailureText) : null;

    /// <summary>The version that is installed now; null while the first one is being installed.</summary>
    public string? CurrentVersion { get; init; }

    /// <summary>The version that the user pinned; null when the version is chosen by automatic upgrade.</summary>
    public string? Version { get; init; }

    /// <summary>Whether minor versions are upgraded automatically.</summary>
    public bool? AutoUpgradeMinorVersion { get; init; }

    /// <summary><c>none</c>, <c>patch</c> or <c>compatible</c>.</summary>
    public string? AutoUpgradeMode { get; init; }

    /// <summary>The release train, such as <c>stable</c> or <c>preview</c>. Its case varies.</summary>
    public string? ReleaseTrain { get; init; }

    /// <summary>Where the instance is installed: Cluster or Namespace; null when ARM did not say.</summary>
    public string? Scope => ScopeKind?.ToString();

    /// <summary>The namespace of the Helm release of a cluster-scoped instance.</summary>
    public string? ReleaseNamespace { get; init; }

    /// <summary>The namespace of a namespace-scoped instance.</summary>
    public string? TargetNamespace { get; init; }

    /// <summary>The settings, key by key.</summary>
    public IReadOnlyDictionary<string, string> ConfigurationSettings { get; init; } = Empty;

    /// <summary>The keys of the protected settings. Their values are always empty: ARM does not give them back.</summary>
    public IReadOnlyDictionary<string, string> ConfigurationProtectedSettings { get; init; } = Empty;

    /// <summary>What the agents on the cluster reported, newest as ARM orders them.</summary>
    public IReadOnlyList<ExtensionStatus> Statuses { get; init; } = [];

    /// <summary>The error of the last operation.</summary>
    public ArmErrorDetail? ErrorInfo { get; init; }

    /// <summary>The Marketplace plan of a paid extension.</summary>
    public ExtensionPlan? Plan { get; init; }

    /// <summary>The identity that was asked for, on clusters other than AKS; AKS ignores it.</summary>
    public ExtensionIdentity? Identity { get; init; }

    /// <summary>The identity that AKS assigned to the instance when it was installed.</summary>
    public ExtensionIdentity? AksAssignedIdentity { get; init; }

    /// <summary>Settings that a custom location added.</summary>
    public IReadOnlyDictionary<string, string>? CustomLocationSettings { get; init; }

    /// <summary>The URI of the Helm package.</summary>
    public string? PackageUri { get; init; }

    /// <summary>Whether the instance is a system extension.</summary>
    public bool? IsSystemExtension { get; init; }

    /// <summary>The state that the service reports beside the provisioning state.</summary>
    public string? ExtensionState { get; init; }

    /// <summary>The resource or service that manages the instance; null when its users do.</summary>
    public string? ManagedBy { get; init; }

    /// <summary>Who may do what with a managed instance, as ARM words it; null when there is no such rule.</summary>
    public IReadOnlyDictionary<string, object?>? ManagementDetails { get; init; }

    /// <summary>Where the publisher documents the extension.</summary>
    public ExtensionDetails? AdditionalDetails { get; init; }

    /// <summary>When and by whom the instance was created and changed.</summary>
    public SystemData? SystemData { get; init; }

    /// <summary>
    /// Every property that ARM sent and this version of the module has no name for, those within <c>scope</c> under that name. Nothing is
    /// dropped.
    /// </summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = NoProperties;

    /// <summary>The cluster that the instance is on.</summary>
    public required ClusterReference Cluster { get; init; }

    /// <summary>The cluster's name.</summary>
    public string ClusterName => Cluster.Name;

    /// <summary>The cluster's resource group.</summary>
    public string ResourceGroupName => Cluster.ResourceGroupName;

    /// <summary>The cluster's subscription.</summary>
    public string SubscriptionId => Cluster.SubscriptionId;

    /// <summary>The kind of cluster.</summary>
    public string ClusterType => Cluster.ClusterType;

    /// <summary>The scope. <see cref="Scope"/> is its name, because a number in JSON says nothing.</summary>
    internal ExtensionScope? ScopeKind { get; init; }

    internal static IReadOnlyDictionary<string, string> Empty { get; } = new Dictionary<string, string>();

    internal static IReadOnlyDictionary<string, object?> NoProperties { get; } = new Dictionary<string, object?>();

    /// <summary>Whether no operation is under way: Succeeded, Failed or Canceled.</summary>
    internal bool IsTerminal => ProvisioningStates.IsTerminal(ProvisioningState);

    /// <summary>Whether a service manages the instance and its users may only read it.</summary>
    internal bool IsManaged => !string.IsNullOrEmpty(ManagedBy) || ManagementDetails is { Count: > 0 };

    // What is only informed of is not why it failed.
    private string FailureText => string.Join('\n', Statuses
        .Where(status => !"Information".Equals(status.Level, StringComparison.OrdinalIgnoreCase))
        .SelectMany(status => new[] { status.Code, status.DisplayStatus, status.Message })
        .Concat(ErrorInfo?.Flatten().Select(error => error.ToString()) ?? []));

    /// <summary>The name, which is how an extension is written in PowerShell.</summary>
    public override string ToString() => Name;
}
