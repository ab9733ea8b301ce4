using System.Text.RegularExpressions;

namespace AksExtensions.Package;

/// <summary>What the gallery says of a version: the paragraph at the top of its section of the change log.</summary>
internal static class ReleaseNotes
{
    /// <summary>The text of a version's section up to its first list or heading, as one line.</summary>
    /// <exception cref="PackageException">The section or the text is missing.</exception>
    public static string Of(string changelog, string version)
    {
        var section = Regex.Match(File.ReadAllText(changelog).ReplaceLineEndings("\n"), $@"^## \[{Regex.Escape(version)}\].*\n(?<text>(?:(?![#-]).*\n)*)", RegexOptions.Multiline);
        return section.Groups["text"].Value.Trim().Replace('\n', ' ') is { Length: > 0 } text
            ? text
            : throw new PackageException(changelog, $"has no section [{version}] that begins with a paragraph");
    }
}
