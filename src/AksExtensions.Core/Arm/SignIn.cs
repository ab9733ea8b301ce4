using AksExtensions.Settings;

namespace AksExtensions.Arm;

/// <summary>How to sign in. Immutable; what a source does not need is null.</summary>
public sealed record SignIn
{
    /// <summary>Where the token comes from.</summary>
    public required TokenSource Source { get; init; }

    /// <summary>The tenant; null means the source's own.</summary>
    public string? TenantId { get; init; }

    /// <summary>The application or user-assigned managed identity; null means the source's own.</summary>
    public string? ClientId { get; init; }

    /// <summary>The token, for <see cref="TokenSource.AccessToken"/>.</summary>
    public SecretValue? AccessToken { get; init; }

    /// <summary>The secret of a service principal.</summary>
    public SecretValue? ClientSecret { get; init; }

    /// <summary>The path of a service principal's certificate with its private key, PEM or PFX.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The password of a PFX file, or of the private key in a PEM file.</summary>
    public SecretValue? CertificatePassword { get; init; }

    /// <summary>Where users and applications sign in, such as https://login.microsoftonline.com/; null means the default of Azure.Identity.</summary>
    public Uri? AuthorityHost { get; init; }

    /// <summary>Whether <see cref="AuthorityHost"/> is one of Microsoft's, whose list of authorities may be asked whether it is genuine.</summary>
    public bool IsKnownAuthority { get; init; } = true;

    /// <summary>Whether a person sits at the session: without one, nothing ever waits for a browser or a code.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Shows a person the device code's message.</summary>
    public Action<string>? Tell { get; init; }

    /// <summary>Asks the session's Az.Accounts for a token; null where it is not loaded and connected.</summary>
    public Func<CancellationToken, Task<SessionToken>>? AzPowerShell { get; init; }

    /// <summary>A sign-in with a token that somebody else got.</summary>
    public static SignIn With(SecretValue accessToken) => new() { Source = TokenSource.AccessToken, AccessToken = accessToken };
}

/// <summary>A token of Az.Accounts.</summary>
/// <param name="Token">The token.</param>
/// <param name="ExpiresOn">When it ends.</param>
public sealed record SessionToken(SecretValue Token, DateTimeOffset ExpiresOn);
