namespace AksExtensions;

/// <summary>The connection of a session, without its secrets.</summary>
public sealed class AksExtensionContext
{
    /// <summary>ARM's address.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The audience of tokens.</summary>
    public required string Audience { get; init; }

    /// <summary>The source of tokens.</summary>
    public required string TokenSource { get; init; }

    /// <summary>The default subscription; null means none.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>The tenant; null means unknown.</summary>
    public string? TenantId { get; init; }

    /// <summary>The API version for extensions.</summary>
    public required string ApiVersion { get; init; }
}
