namespace AksExtensions;

/// <summary>Where an extension is installed.</summary>
public enum ExtensionScope
{
    /// <summary>For the whole cluster.</summary>
    Cluster,

    /// <summary>For one namespace, with permissions in that namespace alone.</summary>
    Namespace,
}

/// <summary>Which versions an extension is upgraded to automatically.</summary>
public enum AutoUpgradeMode
{
    /// <summary>None: the version stays.</summary>
    None,

    /// <summary>Patch versions only.</summary>
    Patch,

    /// <summary>Every version that is compatible.</summary>
    Compatible,
}

/// <summary>One status that the agents on the cluster reported.</summary>
/// <param name="Code">A short code, such as <c>InstallationFailed</c>.</param>
/// <param name="Level">Information, Warning or Error.</param>
/// <param name="DisplayStatus">The status in words.</param>
/// <param name="Message">What happened.</param>
/// <param name="Time">When, as ARM wrote it.</param>
public sealed record ExtensionStatus(string? Code, string? Level, string? DisplayStatus, string? Message, string? Time)
{
    /// <summary>Code and message, for tables.</summary>
    public override string ToString() => string.Join(": ", new[] { Code, Message ?? DisplayStatus }.Where(part => !string.IsNullOrEmpty(part)));
}

/// <summary>The Marketplace plan of a paid extension: all three, or none.</summary>
/// <param name="Name">The plan's id.</param>
/// <param name="Publisher">The publisher's id.</param>
/// <param name="Product">The offer's id.</param>
/// <param name="PromotionCode">A promotion code; ARM only.</param>
/// <param name="Version">The plan's version; ARM only.</param>
public sealed record ExtensionPlan(string Name, string Publisher, string Product, string? PromotionCode = null, string? Version = null);

/// <summary>A managed identity.</summary>
/// <param name="Type">Such as <c>SystemAssigned</c>.</param>
/// <param name="PrincipalId">The object id of its service principal.</param>
/// <param name="TenantId">Its tenant.</param>
public sealed record ExtensionIdentity(string? Type, string? PrincipalId, string? TenantId);

/// <summary>ARM's record of creation and change.</summary>
/// <param name="CreatedBy">The identity that created the resource.</param>
/// <param name="CreatedByType">User, Application, ManagedIdentity or Key.</param>
/// <param name="CreatedAt">When, UTC.</param>
/// <param name="LastModifiedBy">The identity that changed it last.</param>
/// <param name="LastModifiedByType">User, Application, ManagedIdentity or Key.</param>
/// <param name="LastModifiedAt">When, UTC.</param>
public sealed record SystemData(
    string? CreatedBy, string? CreatedByType, DateTimeOffset? CreatedAt, string? LastModifiedBy, string? LastModifiedByType, DateTimeOffset? LastModifiedAt)
{
    /// <summary>The times, for lists.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"created {CreatedAt:u}, modified {LastModifiedAt:u}");
}

/// <summary>An error in ARM's own form.</summary>
/// <param name="Code">The error code.</param>
/// <param name="Message">The message.</param>
/// <param name="Target">What it is about.</param>
/// <param name="Details">The errors beneath this one.</param>
public sealed record ArmErrorDetail(string? Code, string? Message, string? Target, IReadOnlyList<ArmErrorDetail> Details)
{
    /// <summary>Code and message.</summary>
    public override string ToString() => string.Join(": ", new[] { Code, Message }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>This error and all beneath it, outermost first.</summary>
    internal IEnumerable<ArmErrorDetail> Flatten() => Details.SelectMany(detail => detail.Flatten()).Prepend(this);
}
