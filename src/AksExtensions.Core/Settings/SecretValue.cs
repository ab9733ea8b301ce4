using System.Net;
using System.Security;

namespace AksExtensions.Settings;

/// <summary>
/// A protected setting's value or a token. It never shows itself: <see cref="ToString"/> gives three stars, and there is no property to
/// serialise. A SecureString stays one until the moment its value is written.
/// </summary>
public sealed class SecretValue
{
    /// <summary>What is shown in a secret's place.</summary>
    public const string Mask = "***";

    private readonly object _value;

    /// <summary>A secret that was given in plain text.</summary>
    public SecretValue(string value) => _value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>A secret that was given as a SecureString: a copy of it, because whoever gave it may dispose it while a job still runs.</summary>
    public SecretValue(SecureString value) => _value = value?.Copy() ?? throw new ArgumentNullException(nameof(value));

    /// <summary>The secret itself. For the writer of a request's body and the sign-in alone.</summary>
    public string Reveal() => _value as string ?? new NetworkCredential(string.Empty, (SecureString)_value).Password;

    /// <summary>Three stars.</summary>
    public override string ToString() => Mask;
}
