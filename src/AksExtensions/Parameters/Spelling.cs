namespace AksExtensions.Parameters;

/// <summary>The spellings of table headers in exports and in lists that people write.</summary>
internal static class Spelling
{
    /// <summary>Whether a header is a name: in any case, with spaces, underscores or hyphens between the words.</summary>
    public static bool IsSame(string header, string name) =>
        string.Concat(header.Where(character => character is not (' ' or '_' or '-'))).Equals(name, StringComparison.OrdinalIgnoreCase);
}
