using System.Net;
using System.Security;

namespace AksExtensions.Settings;

/// <summary>
/// The value of a protected setting, or a token. It is never shown: <see cref="ToString"/> returns three stars, and there is no property to
/// serialize. A SecureString is kept until its value is written.
/// </summary>
public sealed class SecretValue
{
    /// <summary>The text that is shown instead of a secret.</summary>
    public const string Mask = "***";

    private readonly object _value;

    /// <summary>Creates a secret from plain text.</summary>
    public SecretValue(string value) => _value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>Creates a secret from a copy of a SecureString, because the original can be disposed while a job is still running.</summary>
    public SecretValue(SecureString value) => _value = value?.Copy() ?? throw new ArgumentNullException(nameof(value));

    /// <summary>Returns the secret. Only the writer of request bodies and the sign-in use it.</summary>
    public string Reveal() => _value as string ?? new NetworkCredential(string.Empty, (SecureString)_value).Password;

    /// <summary>Three stars.</summary>
    public override string ToString() => Mask;
}
