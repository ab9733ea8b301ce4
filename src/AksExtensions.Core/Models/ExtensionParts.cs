namespace AksExtensions;

/// <summary>The scope of an extension.</summary>
public enum ExtensionScope
{
    /// <summary>For the whole cluster.</summary>
    Cluster,

    /// <summary>For one namespace, with permissions in that namespace only.</summary>
    Namespace,
}

/// <summary>The versions that an extension is upgraded to automatically.</summary>
public enum AutoUpgradeMode
{
    /// <summary>None: the version is kept.</summary>
    None,

    /// <summary>Patch versions only.</summary>
    Patch,

    /// <summary>Every compatible version.</summary>
    Compatible,
}

/// <summary>One status that the agents on the cluster reported.</summary>
/// <param name="Code">A short code, such as <c>InstallationFailed</c>.</param>
/// <param name="Level">Information, Warning or Error.</param>
/// <param name="DisplayStatus">The status as text.</param>
/// <param name="Message">What happened.</param>
/// <param name="Time">When, in ARM's format.</param>
public sealed record ExtensionStatus(string? Code, string? Level, string? DisplayStatus, string? Message, string? Time)
{
    /// <summary>Every other member that ARM returned, by name; empty when there is none.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = ClusterExtension.NoProperties;

    /// <summary>Code and message, for tables.</summary>
    public override string ToString() => string.Join(": ", new[] { Code, Message ?? DisplayStatus }.Where(part => !string.IsNullOrEmpty(part)));
}

/// <summary>The Marketplace plan of a paid extension: all three, or none.</summary>
/// <param name="Name">The ID of the plan.</param>
/// <param name="Publisher">The ID of the publisher.</param>
/// <param name="Product">The ID of the offer.</param>
/// <param name="PromotionCode">A promotion code; ARM only.</param>
/// <param name="Version">The plan's version; ARM only.</param>
public sealed record ExtensionPlan(string Name, string Publisher, string Product, string? PromotionCode = null, string? Version = null)
{
    /// <summary>Every other member that ARM returned, by name; empty when there is none.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = ClusterExtension.NoProperties;

    /// <summary>Publisher, product and name, as the Marketplace orders them.</summary>
    public override string ToString() => $"{Publisher}/{Product}/{Name}";
}

/// <summary>
/// A managed identity. Null means that ARM returned no value.
/// Source: https://learn.microsoft.com/rest/api/kubernetesconfiguration/extensions
/// </summary>
/// <param name="Type">SystemAssigned, UserAssigned or Workload; AKS returns null.</param>
/// <param name="PrincipalId">The object ID of its service principal.</param>
/// <param name="TenantId">Its Microsoft Entra tenant ID.</param>
public sealed record ExtensionIdentity(string? Type, string? PrincipalId, string? TenantId)
{
    /// <summary>The object ID, when ARM returns it in addition to the principal ID.</summary>
    public string? ObjectId { get; init; }

    /// <summary>The client ID (application ID).</summary>
    public string? ClientId { get; init; }

    /// <summary>The resource ID of a user-assigned identity.</summary>
    public string? ResourceId { get; init; }

    /// <summary>The URL of the identity.</summary>
    public string? Url { get; init; }

    /// <summary>The user-assigned identities, by resource ID; null when there is none.</summary>
    public IReadOnlyDictionary<string, ExtensionIdentity>? UserAssignedIdentities { get; init; }

    /// <summary>Every other member that ARM returned, by name; empty when there is none.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = ClusterExtension.NoProperties;

    /// <summary>The type and the principal ID, for lists.</summary>
    public override string ToString() =>
        string.Join(' ', new[] { Type, PrincipalId ?? ObjectId ?? ClientId }.Where(part => !string.IsNullOrEmpty(part)));
}

/// <summary>Links to the documentation of an extension. Null means that ARM returned no value.</summary>
/// <param name="Docs">The URL of its documentation.</param>
/// <param name="ReleaseNotes">The URL of its release notes.</param>
/// <param name="TroubleshootingGuide">The URL of its troubleshooting guide.</param>
public sealed record ExtensionDetails(string? Docs, string? ReleaseNotes, string? TroubleshootingGuide)
{
    /// <summary>Every other member that ARM returned, by name; empty when there is none.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = ClusterExtension.NoProperties;

    /// <summary>The URLs, for lists.</summary>
    public override string ToString() =>
        string.Join(' ', new[] { Docs, ReleaseNotes, TroubleshootingGuide }.Where(part => !string.IsNullOrEmpty(part)));
}

/// <summary>When and by whom a resource was created and changed.</summary>
/// <param name="CreatedBy">The identity that created the resource.</param>
/// <param name="CreatedByType">User, Application, ManagedIdentity or Key.</param>
/// <param name="CreatedAt">When, UTC.</param>
/// <param name="LastModifiedBy">The identity that changed it last.</param>
/// <param name="LastModifiedByType">User, Application, ManagedIdentity or Key.</param>
/// <param name="LastModifiedAt">When, UTC.</param>
public sealed record SystemData(
    string? CreatedBy, string? CreatedByType, DateTimeOffset? CreatedAt, string? LastModifiedBy, string? LastModifiedByType, DateTimeOffset? LastModifiedAt)
{
    /// <summary>Every other member that ARM returned, by name; empty when there is none.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = ClusterExtension.NoProperties;

    /// <summary>The times, for lists.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"created {CreatedAt:u}, modified {LastModifiedAt:u}");
}

/// <summary>An error in ARM's format.</summary>
/// <param name="Code">The error code.</param>
/// <param name="Message">The message.</param>
/// <param name="Target">The target of the error.</param>
/// <param name="Details">The inner errors.</param>
public sealed record ArmErrorDetail(string? Code, string? Message, string? Target, IReadOnlyList<ArmErrorDetail> Details)
{
    /// <summary>Additional information, such as the policy assignments that refused a request; empty when there is none.</summary>
    public IReadOnlyList<ArmErrorInfo> AdditionalInfo { get; init; } = [];

    /// <summary>Every other member that ARM returned, by name; empty when there is none.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = ClusterExtension.NoProperties;

    /// <summary>Code and message.</summary>
    public override string ToString() => string.Join(": ", new[] { Code, Message }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>This error and all inner errors, outermost first.</summary>
    internal IEnumerable<ArmErrorDetail> Flatten() => Details.SelectMany(detail => detail.Flatten()).Prepend(this);
}

/// <summary>
/// Additional information of an error of ARM.
/// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/common-api-contracts
/// </summary>
/// <param name="Type">The kind of information, such as <c>PolicyViolation</c>; null when ARM returned none.</param>
/// <param name="Info">Its content: dictionaries, arrays, strings and numbers.</param>
public sealed record ArmErrorInfo(string? Type, object? Info)
{
    /// <summary>Every other member that ARM returned, by name; empty when there is none.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = ClusterExtension.NoProperties;

    /// <summary>The type, for lists.</summary>
    public override string ToString() => Type ?? string.Empty;
}
