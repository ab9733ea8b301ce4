namespace AksExtensions;

/// <summary>The connection of a session, without its secrets.</summary>
public sealed class AksExtensionContext
{
    /// <summary>ARM's address.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The audience of tokens.</summary>
    public required string Audience { get; init; }

    /// <summary>The source of tokens that was chosen. Auto selects one for the first command.</summary>
    public required string TokenSource { get; init; }

    /// <summary>The source that signed in: with Auto, the one that it selected; null before the first sign-in.</summary>
    public string? ActiveTokenSource { get; init; }

    /// <summary>
    /// Who is signed in: a user's name, or the client ID of an application or managed identity; null before the first sign-in, or when the token
    /// does not say.
    /// </summary>
    public string? Account { get; init; }

    /// <summary>The default subscription; null means none.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>The tenant; null means unknown.</summary>
    public string? TenantId { get; init; }

    /// <summary>The API version for extensions.</summary>
    public required string ApiVersion { get; init; }
}
