using AksExtensions.Settings;

namespace AksExtensions.Arm;

/// <summary>What to create. Null everywhere means: not given, and therefore not sent.</summary>
public sealed record CreateExtensionRequest
{
    /// <summary>The type of extension, such as <c>microsoft.flux</c>.</summary>
    public required string ExtensionType { get; init; }

    /// <summary>Whether minor versions are upgraded automatically.</summary>
    public bool? AutoUpgradeMinorVersion { get; init; }

    /// <summary>Which versions are upgraded to automatically.</summary>
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

    /// <summary>Whether to create over an instance that is there already.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether the instance gets no managed identity, on the kinds of cluster where others get one.</summary>
    public bool WithoutIdentity { get; init; }
}

/// <summary>What to change: all that ARM can change. Null everywhere means: not given, and therefore not sent.</summary>
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

    /// <summary>The settings to add or change; ARM keeps those that are not named.</summary>
    public IReadOnlyDictionary<string, string>? ConfigurationSettings { get; init; }

    /// <summary>All protected settings: ARM deletes those that are not named.</summary>
    public IReadOnlyDictionary<string, SecretValue>? ConfigurationProtectedSettings { get; init; }

    /// <summary>The type that the instance is said to have; checked, never sent.</summary>
    public string? ExpectedExtensionType { get; init; }

    /// <summary>The scope that the instance is said to have; checked, never sent.</summary>
    public ExtensionScope? ExpectedScope { get; init; }

    /// <summary>Whether there is anything to send.</summary>
    public bool IsEmpty =>
        AutoUpgradeMinorVersion is null && AutoUpgradeMode is null && Version is null && ReleaseTrain is null
        && ConfigurationSettings is not { Count: > 0 } && ConfigurationProtectedSettings is not { Count: > 0 };

    /// <summary>Whether the instance has to be read before it may be changed.</summary>
    internal bool NeedsCurrent =>
        ExpectedExtensionType is not null || ExpectedScope is not null || ConfigurationProtectedSettings is { Count: > 0 };
}
