using System.Text.RegularExpressions;

namespace AksExtensions;

/// <summary>Describes the extension or cluster of an ID.</summary>
internal static partial class ResourceNames
{
    /// <summary>Such as <c>flux on aks1 (rg)</c> or <c>aks1 (rg)</c>; null when the text is not the ID of a cluster or of a resource on one.</summary>
    /// <param name="id">A resource ID, or the path of a request.</param>
    public static string? Describe(string? id) => id is not null && Cluster().Match(id) is { Success: true } match
        ? $"{(match.Groups["extension"].Success ? $"{Uri.UnescapeDataString(match.Groups["extension"].Value)} on " : null)}"
            + $"{Uri.UnescapeDataString(match.Groups["cluster"].Value)} ({Uri.UnescapeDataString(match.Groups["group"].Value)})"
        : null;

    [GeneratedRegex(
        "^/subscriptions/[^/]+/resourceGroups/(?<group>[^/]+)/providers/[^/]+/[^/]+/(?<cluster>[^/]+)"
        + "(/providers/Microsoft.KubernetesConfiguration/extensions/(?<extension>[^/]+)|/|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Cluster();
}
