using AksExtensions.Settings;

namespace AksExtensions.Arm;

/// <summary>A request to create an extension. Null means that a value was not specified and is not sent.</summary>
public sealed record CreateExtensionRequest
{
    /// <summary>The type of extension, such as <c>microsoft.flux</c>.</summary>
    public required string ExtensionType { get; init; }

    /// <summary>Whether minor versions are upgraded automatically.</summary>
    public bool? AutoUpgradeMinorVersion { get; init; }

    /// <summary>The versions of automatic upgrades.</summary>
    public AutoUpgradeMode? AutoUpgradeMode { get; init; }

    /// <summary>The version to pin.</summary>
    public string? Version { get; init; }

    /// <summary>The release train.</summary>
    public string? ReleaseTrain { get; init; }

    /// <summary>The scope.</summary>
    public ExtensionScope? Scope { get; init; }

    /// <summary>The namespace of the Helm release, with cluster scope.</summary>
    public string? ReleaseNamespace { get; init; }

    /// <summary>The namespace, with namespace scope.</summary>
    public string? TargetNamespace { get; init; }

    /// <summary>The settings.</summary>
    public IReadOnlyDictionary<string, string>? ConfigurationSettings { get; init; }

    /// <summary>The protected settings.</summary>
    public IReadOnlyDictionary<string, SecretValue>? ConfigurationProtectedSettings { get; init; }

    /// <summary>The Marketplace plan.</summary>
    public ExtensionPlan? Plan { get; init; }

    /// <summary>Whether to overwrite an existing extension.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether the extension gets no managed identity on the kinds of cluster where others get one.</summary>
    public bool WithoutIdentity { get; init; }

    /// <summary>The identity to request: <c>SystemAssigned</c> or <c>None</c>; null leaves it to the kind of cluster and the type.</summary>
    public string? IdentityType { get; init; }

    /// <summary>The type of the identity that AKS assigns: <c>SystemAssigned</c> or <c>UserAssigned</c>.</summary>
    public string? AksAssignedIdentityType { get; init; }
}

/// <summary>A request to change an extension, with all properties that ARM can change. Null means that a value was not specified and is not sent.</summary>
public sealed record UpdateExtensionRequest
{
    /// <inheritdoc cref="CreateExtensionRequest.AutoUpgradeMinorVersion"/>
    public bool? AutoUpgradeMinorVersion { get; init; }

    /// <inheritdoc cref="CreateExtensionRequest.AutoUpgradeMode"/>
    public AutoUpgradeMode? AutoUpgradeMode { get; init; }

    /// <inheritdoc cref="CreateExtensionRequest.Version"/>
    public string? Version { get; init; }

    /// <inheritdoc cref="CreateExtensionRequest.ReleaseTrain"/>
    public string? ReleaseTrain { get; init; }

    /// <summary>The settings to add or change; ARM keeps the others.</summary>
    public IReadOnlyDictionary<string, string>? ConfigurationSettings { get; init; }

    /// <summary>All protected settings; ARM deletes the others.</summary>
    public IReadOnlyDictionary<string, SecretValue>? ConfigurationProtectedSettings { get; init; }

    /// <summary>The expected type, which is checked and never sent.</summary>
    public string? ExpectedExtensionType { get; init; }

    /// <summary>The expected scope, which is checked and never sent.</summary>
    public ExtensionScope? ExpectedScope { get; init; }

    /// <summary>The expected namespace of the Helm release, which is checked and never sent.</summary>
    public string? ExpectedReleaseNamespace { get; init; }

    /// <summary>The expected namespace of namespace scope, which is checked and never sent.</summary>
    public string? ExpectedTargetNamespace { get; init; }

    /// <summary>The expected Marketplace plan, which is checked and never sent. Parts that are null are not checked.</summary>
    public (string? Name, string? Publisher, string? Product) ExpectedPlan { get; init; }

    /// <summary>Whether there is anything to send.</summary>
    public bool IsEmpty =>
        AutoUpgradeMinorVersion is null && AutoUpgradeMode is null && Version is null && ReleaseTrain is null
        && ConfigurationSettings is not { Count: > 0 } && ConfigurationProtectedSettings is not { Count: > 0 };

    /// <summary>Whether the extension must be read before the change.</summary>
    internal bool NeedsCurrent =>
        ExpectedExtensionType is not null || ExpectedScope is not null || ExpectedReleaseNamespace is not null
        || ExpectedTargetNamespace is not null || ExpectedPlan is not (null, null, null) || ConfigurationProtectedSettings is { Count: > 0 };
}
