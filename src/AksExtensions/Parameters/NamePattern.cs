using System.Management.Automation;
using AksExtensions.Estate;

namespace AksExtensions.Parameters;

/// <summary>Patterns of names with PowerShell's wildcards. A name without wildcards matches only itself.</summary>
internal static class NamePattern
{
    /// <summary>Whether a name is a pattern.</summary>
    public static bool Is(string? name) => name is not null && WildcardPattern.ContainsWildcardCharacters(name);

    /// <summary>The pattern of a name; null matches everything.</summary>
    public static WildcardPattern Of(string? name) =>
        WildcardPattern.Get(name ?? "*", WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);

    /// <summary>Refuses a pattern that PowerShell would refuse at the first name.</summary>
    /// <exception cref="AksExtensionException"><c>FilterInvalid</c>.</exception>
    public static void Check(string parameter, string? pattern)
    {
        if (!Is(pattern))
        {
            return;
        }

        try
        {
            _ = Of(pattern).IsMatch(string.Empty);
        }
        catch (RuntimeException)
        {
            throw Errors.FilterInvalid(parameter, pattern!, TextPattern.BrokenSet);
        }
    }
}
