namespace AksExtensions;

/// <summary>The connection of a session, without its secrets.</summary>
public sealed class AksExtensionContext
{
    /// <summary>ARM's address.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>What tokens are asked for.</summary>
    public required string Audience { get; init; }

    /// <summary>How the session signs in.</summary>
    public required string TokenSource { get; init; }

    /// <summary>The subscription of clusters that are given without one; null means none.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>The tenant; null means unknown.</summary>
    public string? TenantId { get; init; }

    /// <summary>The api-version of extensions.</summary>
    public required string ApiVersion { get; init; }
}
