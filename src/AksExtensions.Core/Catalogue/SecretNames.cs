using System.Text.RegularExpressions;

namespace AksExtensions.Catalogue;

/// <summary>Decides by its name whether a setting is a secret.</summary>
internal static partial class SecretNames
{
    /// <summary>Whether a setting might be a secret.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value. A Boolean or an empty value is not a secret.</param>
    public static bool MayHold(string key, string value) =>
        value.Length > 0 && !bool.TryParse(value, out _) && Holder().IsMatch(LastPart().Match(key).Value) && !NameOfOne().IsMatch(LastPart().Match(key).Value);

    // The last part: of 'redis.auth[0].password', it is 'password'.
    [GeneratedRegex(@"[^.\[\]/]*(?=(\[\d+\])*$)")]
    private static partial Regex LastPart();

    [GeneratedRegex(
        "(password|passwd|passphrase|pwd|secret|token|credentials?|api[-_]?key|access[-_]?key|account[-_]?key|shared[-_]?key|private[-_]?key"
        + "|secret[-_]?key|encryption[-_]?key|master[-_]?key|storage[-_]?key|workspace[-_]?key|connection[-_]?string|sas|ssh[-_]?key|tls[-_]?key)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Holder();

    // 'existingSecret' in a chart is the name of a Kubernetes secret, not a secret.
    [GeneratedRegex(
        "(existing|imagePull|pull|tls|ssl|cert|certificate|ca|kube|kubernetes|k8s|create|use|mount|enable)[-_]?(secret|token|credentials?)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NameOfOne();
}
