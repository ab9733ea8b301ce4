using System.Text.RegularExpressions;

namespace AksExtensions.Catalogue;

/// <summary>Tells by its name whether a setting holds a secret.</summary>
internal static partial class SecretNames
{
    /// <summary>Whether a setting may hold a secret.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value: a switch, or nothing, is no secret.</param>
    public static bool MayHold(string key, string value) =>
        value.Length > 0 && !bool.TryParse(value, out _) && Holder().IsMatch(LastPart().Match(key).Value) && !NameOfOne().IsMatch(LastPart().Match(key).Value);

    // Of 'redis.auth[0].password' the password.
    [GeneratedRegex(@"[^.\[\]/]*(?=(\[\d+\])*$)")]
    private static partial Regex LastPart();

    [GeneratedRegex(
        "(password|passwd|passphrase|pwd|secret|token|credentials?|api[-_]?key|access[-_]?key|account[-_]?key|shared[-_]?key|private[-_]?key"
        + "|secret[-_]?key|encryption[-_]?key|master[-_]?key|storage[-_]?key|workspace[-_]?key|connection[-_]?string|sas|ssh[-_]?key|tls[-_]?key)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Holder();

    // A chart's 'existingSecret' is the name of a Kubernetes secret, and not a secret itself.
    [GeneratedRegex(
        "(existing|imagePull|pull|tls|ssl|cert|certificate|ca|kube|kubernetes|k8s|create|use|mount|enable)[-_]?(secret|token|credentials?)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NameOfOne();
}
