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

    /// <summary>Refuses a name that would become another path of a request, and patterns as <see cref="Check"/> does.</summary>
    /// <exception cref="AksExtensionException"><c>FilterInvalid</c>.</exception>
    public static void CheckSegment(string parameter, string? name)
    {
        Check(parameter, name);
        if (name is not null && !Is(name) && (name.Trim('.').Length == 0 || name.Any(character => char.IsControl(character) || @"/\?#%".Contains(character, StringComparison.Ordinal))))
        {
            throw Errors.FilterInvalid(parameter, name, "a name is not '.' or '..', and contains no '/', '\\', '?', '#', '%' or control character");
        }
    }

    /// <summary>Refuses a pattern that PowerShell would refuse at the first name.</summary>
    /// <exception cref="AksExtensionException"><c>FilterInvalid</c>.</exception>
    public static void Check(string parameter, string? pattern)
    {
        TextPattern.RequireLength(parameter, pattern);
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
