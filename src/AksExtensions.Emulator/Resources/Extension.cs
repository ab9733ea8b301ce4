using System.Text.Json;

namespace AksExtensions.Emulator.Resources;

/// <summary>Where an extension is installed: over the cluster, or in one namespace.</summary>
/// <param name="IsCluster">Whether the scope is the cluster.</param>
/// <param name="Namespace">The release namespace of a cluster-scoped extension, the target namespace of another.</param>
public sealed record ExtensionScope(bool IsCluster, string? Namespace);

/// <summary>A line of an extension's status.</summary>
public sealed record ExtensionStatus(
    string? Code, string? Message, string? DisplayStatus = null, string? Level = null, string? Time = null);

/// <summary>A Marketplace plan.</summary>
public sealed record ExtensionPlan(string? Name, string? Publisher, string? Product, string? PromotionCode = null, string? Version = null);

/// <summary>An extension's identity.</summary>
/// <param name="Type">Such as <c>SystemAssigned</c>; null in the identity that AKS assigns.</param>
/// <param name="PrincipalId">The object ID of its service principal.</param>
/// <param name="TenantId">Its tenant.</param>
public sealed record ExtensionIdentity(string? Type, string? PrincipalId, string? TenantId = null);

/// <summary>An extension on a cluster. Immutable: the state replaces it.</summary>
public sealed record Extension
{
    /// <summary>The cluster's resource ID.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The name of the extension.</summary>
    public required string Name { get; init; }

    /// <summary>The extension type, in the case of the request.</summary>
    public required string ExtensionType { get; init; }

    /// <summary>Whether new minor versions are installed automatically.</summary>
    public bool AutoUpgradeMinorVersion { get; init; } = true;

    /// <summary><c>none</c>, <c>patch</c> or <c>compatible</c>.</summary>
    public string AutoUpgradeMode { get; init; } = "compatible";

    /// <summary>The release train, in the case of the request.</summary>
    public string ReleaseTrain { get; init; } = "Stable";

    /// <summary>The version that the user pinned; null when upgrades are automatic.</summary>
    public string? Version { get; init; }

    /// <summary>The installed version; null when none is installed.</summary>
    public string? CurrentVersion { get; init; }

    /// <summary>The scope.</summary>
    public ExtensionScope? Scope { get; init; }

    /// <summary>The settings, in the order of the requests.</summary>
    public IReadOnlyDictionary<string, string> ConfigurationSettings { get; init; } = new OrderedDictionary<string, string>();

    /// <summary>The protected settings with their values, which answers never contain.</summary>
    public IReadOnlyDictionary<string, string> ConfigurationProtectedSettings { get; init; } = new OrderedDictionary<string, string>();

    /// <summary><c>Creating</c>, <c>Updating</c>, <c>Deleting</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Canceled</c>.</summary>
    public string ProvisioningState { get; init; } = "Succeeded";

    /// <summary>The statuses, usually with the reason of a failure.</summary>
    public IReadOnlyList<ExtensionStatus> Statuses { get; init; } = [];

    /// <summary>The error of the last operation; null when it succeeded.</summary>
    public ExtensionError? ErrorInfo { get; init; }

    /// <summary>The identity that the create requested. On AKS, the service returns it until the create ends, and then no longer (recorded).</summary>
    public ExtensionIdentity? Identity { get; init; }

    /// <summary>The identity that AKS assigned when the extension was installed; null on other clusters and before that.</summary>
    public ExtensionIdentity? AksAssignedIdentity { get; init; }

    /// <summary>When AKS assigned the identity; null when the state does not know.</summary>
    public DateTimeOffset? IdentityAssignedAt { get; init; }

    /// <summary>The Marketplace plan; null when the type needs none.</summary>
    public ExtensionPlan? Plan { get; init; }

    /// <summary>Whether it is a system extension.</summary>
    public bool IsSystemExtension { get; init; }

    /// <summary>When it was first created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset LastModifiedAt { get; init; }

    /// <summary>Properties that the emulator does not interpret, such as <c>managedBy</c> and <c>managementDetails</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement> OtherProperties { get; init; } = new OrderedDictionary<string, JsonElement>();

    /// <summary>The resource ID.</summary>
    public string Id => ResourceIds.Extension(ClusterId, Name);

    /// <summary>The platform that manages the extension instead of its users; null when none does.</summary>
    public string? Manager
    {
        get
        {
            if (OtherProperties.TryGetValue("managementDetails", out var details))
                return ManagerIn(details);
            return OtherProperties.TryGetValue("managedBy", out var by) && by.ValueKind == JsonValueKind.String ? by.GetString() : null;
        }
    }

    /// <summary>Whether the cluster is an AKS cluster.</summary>
    internal bool IsOnAks => ResourceIds.ParseCluster(ClusterId)?.Type.Kind == ClusterKind.ManagedCluster;

    /// <summary>The extension after the installation; on AKS with the identity that AKS assigns.</summary>
    internal Extension WithAssignedIdentity() => !IsOnAks ? this : this with
    {
        Identity = null,
        // In recordings of 2025 the tenant is null, in those of 2026 it has a value. The type is always null.
        AksAssignedIdentity = AksAssignedIdentity ?? new ExtensionIdentity(null, Guid.NewGuid().ToString(), Subscription.DefaultTenantId),
    };

    /// <summary>Whether the state is final.</summary>
    public bool IsTerminal => ProvisioningState is "Succeeded" or "Failed" or "Canceled";

    private static string? ManagerIn(JsonElement details)
    {
        if (details.ValueKind != JsonValueKind.Object || !details.TryGetProperty("accessDetails", out var access))
            return null;
        foreach (var entry in access.EnumerateArray())
        {
            var entity = entry.GetProperty("entity").GetString();
            if (entity is not (null or "Users"))
                return entity;
        }

        return null;
    }
}

/// <summary>An error as the service reports it.</summary>
public sealed record ExtensionError(string Code, string Message);
