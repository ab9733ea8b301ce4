using AksExtensions.Settings;

namespace AksExtensions.Arm;

/// <summary>How to sign in. Immutable; values that a source does not need are null.</summary>
public sealed record SignIn
{
    /// <summary>The source of the token.</summary>
    public required TokenSource Source { get; init; }

    /// <summary>The tenant; null means the default of the source.</summary>
    public string? TenantId { get; init; }

    /// <summary>The application or user-assigned managed identity; null means the default of the source.</summary>
    public string? ClientId { get; init; }

    /// <summary>The token, for <see cref="TokenSource.AccessToken"/>.</summary>
    public SecretValue? AccessToken { get; init; }

    /// <summary>The secret of a service principal.</summary>
    public SecretValue? ClientSecret { get; init; }

    /// <summary>The path of a service principal's certificate with its private key, PEM or PFX.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The password of a PFX file, or of the private key in a PEM file.</summary>
    public SecretValue? CertificatePassword { get; init; }

    /// <summary>The sign-in address, such as https://login.microsoftonline.com/; null means the default of Azure.Identity.</summary>
    public Uri? AuthorityHost { get; init; }

    /// <summary>Whether <see cref="AuthorityHost"/> belongs to Microsoft, so that Microsoft's list of authorities can confirm it.</summary>
    public bool IsKnownAuthority { get; init; } = true;

    /// <summary>Whether the session is interactive. If not, nothing waits for a browser or a code.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Shows the message with the device code.</summary>
    public Action<string>? Tell { get; init; }

    /// <summary>Asks the session's Az.Accounts for a token; null when it is not loaded and connected.</summary>
    public Func<CancellationToken, Task<SessionToken>>? AzPowerShell { get; init; }

    /// <summary>Asks the session's Az.Accounts for a token for another audience than Azure Resource Manager; null when it cannot.</summary>
    public Func<string, CancellationToken, Task<SessionToken>>? AzPowerShellFor { get; init; }

    /// <summary>A sign-in with a token that was obtained elsewhere.</summary>
    public static SignIn With(SecretValue accessToken) => new() { Source = TokenSource.AccessToken, AccessToken = accessToken };
}

/// <summary>A token of Az.Accounts.</summary>
/// <param name="Token">The token.</param>
/// <param name="ExpiresOn">When it expires.</param>
public sealed record SessionToken(SecretValue Token, DateTimeOffset ExpiresOn);
