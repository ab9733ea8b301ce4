using System.Dynamic;
using System.Linq.Expressions;
using AksExtensions.Catalogue;
using AksExtensions.Diagnosis;

namespace AksExtensions;

/// <summary>
/// An extension on a cluster, as Azure Resource Manager returns it (Microsoft.KubernetesConfiguration/extensions). Null means that ARM returned no
/// value.
/// </summary>
public sealed class ClusterExtension : OnCluster, IDynamicMetaObjectProvider
{
    internal ClusterExtension(ClusterReference cluster)
        : base(cluster)
    {
    }

    /// <summary>The resource ID of the extension.</summary>
    public required string Id { get; init; }

    /// <summary>The same as <see cref="Id"/>, under the name that Az objects and parameters use.</summary>
    public string ResourceId => Id;

    /// <summary>The name of the extension.</summary>
    public required string Name { get; init; }

    /// <summary>The type of the ARM resource: <c>Microsoft.KubernetesConfiguration/extensions</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The type of extension, such as <c>microsoft.flux</c>. ARM ignores its case.</summary>
    public string? ExtensionType { get; init; }

    /// <summary>Creating, Updating, Deleting, Succeeded, Failed or Canceled.</summary>
    public string? ProvisioningState { get; init; }

    /// <summary>The same as <see cref="ProvisioningState"/>, under the name that tables show.</summary>
    public string? State => ProvisioningState;

    /// <summary>The reason for the state: every status message and error that ARM returned, one per line; null when there is none.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>
    /// The cause of a failure and what to do about it, from the statuses, the error and the pods that were read; null when the extension has not failed
    /// and no pod that was read is unwell, or the cause is not known.
    /// </summary>
    public ExtensionDiagnosis? Diagnosis => FailureCauses.BuiltIn.MostSpecific(
    [
        ProvisioningStates.Is(ProvisioningState, ProvisioningStates.Failed) ? FailureCauses.BuiltIn.Diagnose(FailureText) : null,
        .. Pods?.Select(pod => pod.Diagnosis) ?? [],
    ]);

    /// <summary>The cause of the diagnosis; null when there is none.</summary>
    public string? Cause => Diagnosis?.Cause;

    /// <summary>The recommendation of the diagnosis; null when there is none.</summary>
    public string? Recommendation => Diagnosis?.Recommendation;

    /// <summary>The installed version; null during the first installation.</summary>
    public string? CurrentVersion { get; init; }

    /// <summary>The same as <see cref="CurrentVersion"/>, under the name that tables show.</summary>
    public string? Version => CurrentVersion;

    /// <summary>The pinned version, which ARM calls <c>version</c>; null when Azure upgrades automatically.</summary>
    public string? PinnedVersion { get; init; }

    /// <summary>
    /// The newest version on the release train; null where nothing asked for it, which <c>Find-AksClusterExtension -Outdated</c> does.
    /// </summary>
    public string? NewestVersion { get; internal set; }

    /// <summary>
    /// The installed version (<c>-</c> during the first installation), whether and to which version it is pinned, and the newest version where it is known.
    /// </summary>
    public string DisplayVersion
    {
        get
        {
            var installed = string.IsNullOrEmpty(CurrentVersion) ? "-" : CurrentVersion;
            var pinned = string.IsNullOrEmpty(PinnedVersion) ? null
                : PinnedVersion.Equals(CurrentVersion, StringComparison.OrdinalIgnoreCase) ? "pinned"
                : $"pinned to {PinnedVersion}";
            var newest = NewestVersion is null ? null : $"newest {NewestVersion}";
            return pinned is null && newest is null ? installed : $"{installed} ({string.Join(", ", new[] { pinned, newest }.OfType<string>())})";
        }
    }

    /// <summary>A text that sorts by the installed version: 1.9 before 1.10, a preview before its release. Empty when there is none.</summary>
    public string VersionSortKey => VersionOrder.Key(CurrentVersion);

    /// <summary>Whether and how the extension is upgraded automatically: <c>off</c>, <c>on</c> or the mode; empty when ARM returned neither.</summary>
    public string AutoUpgrade =>
        AutoUpgradeMinorVersion == false ? "off" : !string.IsNullOrEmpty(AutoUpgradeMode) ? AutoUpgradeMode : AutoUpgradeMinorVersion == true ? "on" : string.Empty;

    /// <summary>Whether minor versions are upgraded automatically.</summary>
    public bool? AutoUpgradeMinorVersion { get; init; }

    /// <summary><c>none</c>, <c>patch</c> or <c>compatible</c>.</summary>
    public string? AutoUpgradeMode { get; init; }

    /// <summary>The release train, such as <c>stable</c> or <c>preview</c>. Its case varies.</summary>
    public string? ReleaseTrain { get; init; }

    /// <summary>The scope: Cluster or Namespace; null when ARM returned none.</summary>
    public string? Scope => ScopeKind?.ToString();

    /// <summary>The namespace of the Helm release, with cluster scope.</summary>
    public string? ReleaseNamespace { get; init; }

    /// <summary>The namespace, with namespace scope.</summary>
    public string? TargetNamespace { get; init; }

    /// <summary>The settings by key.</summary>
    public IReadOnlyDictionary<string, string> ConfigurationSettings { get; init; } = Empty;

    /// <summary>The keys of the protected settings. Their values are always empty, because ARM does not return them.</summary>
    public IReadOnlyDictionary<string, string> ConfigurationProtectedSettings { get; init; } = Empty;

    /// <summary>The reports of the agents on the cluster, in ARM's order.</summary>
    public IReadOnlyList<ExtensionStatus> Statuses { get; init; } = [];

    /// <summary>
    /// The pods in the extension's namespace that are not well, and what keeps pods from being created; empty when all are well. Null where they were not
    /// read, which <c>Get-AksClusterExtension -IncludePods</c> does.
    /// </summary>
    public IReadOnlyList<ExtensionPod>? Pods { get; internal set; }

    /// <summary>Why the pods could not be read, or what is missing in <see cref="Pods"/>; null when all were read, or nothing asked for them.</summary>
    public string? PodsNote { get; internal set; }

    /// <summary>The error of the last operation.</summary>
    public ArmErrorDetail? ErrorInfo { get; init; }

    /// <summary>The Marketplace plan of a paid extension.</summary>
    public ExtensionPlan? Plan { get; init; }

    /// <summary>The requested identity, on clusters other than AKS; AKS ignores it.</summary>
    public ExtensionIdentity? Identity { get; init; }

    /// <summary>The identity that AKS assigned to the extension when it was installed.</summary>
    public ExtensionIdentity? AksAssignedIdentity { get; init; }

    /// <summary>Settings that a custom location added.</summary>
    public IReadOnlyDictionary<string, string>? CustomLocationSettings { get; init; }

    /// <summary>The URI of the Helm package.</summary>
    public string? PackageUri { get; init; }

    /// <summary>Whether it is a system extension.</summary>
    public bool? IsSystemExtension { get; init; }

    /// <summary>The state that the service reports in addition to the provisioning state.</summary>
    public string? ExtensionState { get; init; }

    /// <summary>The resource or service that manages the extension; null when its users do.</summary>
    public string? ManagedBy { get; init; }

    /// <summary>The rules for a managed extension, in ARM's format; null when there are none.</summary>
    public IReadOnlyDictionary<string, object?>? ManagementDetails { get; init; }

    /// <summary>Links to the publisher's documentation.</summary>
    public ExtensionDetails? AdditionalDetails { get; init; }

    /// <summary>When and by whom the extension was created and changed.</summary>
    public SystemData? SystemData { get; init; }

    /// <summary>
    /// Every property that ARM returned and this version of the module has no name for, including those in <c>scope</c> under that name.
    /// </summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = NoProperties;

    /// <summary>The scope. <see cref="Scope"/> is its name, because JSON would contain a number.</summary>
    internal ExtensionScope? ScopeKind { get; init; }

    internal static IReadOnlyDictionary<string, string> Empty { get; } = new JsonValues<string>(StringComparer.Ordinal);

    internal static IReadOnlyDictionary<string, object?> NoProperties { get; } = new JsonValues<object?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether no operation is in progress: Succeeded, Failed or Canceled.</summary>
    internal bool IsTerminal => ProvisioningStates.IsTerminal(ProvisioningState);

    /// <summary>Whether a service manages the extension, and users can only read it.</summary>
    internal bool IsManaged => !string.IsNullOrEmpty(ManagedBy) || ManagementDetails is { Count: > 0 };

    // Information is not the reason of a failure.
    private string FailureText => string.Join('\n', Statuses
        .Where(status => !"Information".Equals(status.Level, StringComparison.OrdinalIgnoreCase))
        .SelectMany(status => new[] { status.Code, status.DisplayStatus, status.Message })
        .Concat(ErrorInfo?.Flatten().Select(error => error.ToString()) ?? []));

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => new AzNames(parameter, this);
}
