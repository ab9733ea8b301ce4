using System.Text.RegularExpressions;

namespace AksExtensions.Package;

/// <summary>The release notes of a version: its section of the change log.</summary>
internal static class ReleaseNotes
{
    /// <summary>Returns the section of a version without its heading; for a version that is not released, the section Unreleased.</summary>
    /// <exception cref="PackageException">The change log has neither section.</exception>
    public static string Of(string changelog, string version)
    {
        var sections = Regex.Matches(File.ReadAllText(changelog).ReplaceLineEndings("\n"), @"^## \[(?<name>[^\]]+)\].*\n(?<text>(?:(?!## ).*\n?)*)", RegexOptions.Multiline);
        return new[] { version, "Unreleased" }
            .Select(name => sections.FirstOrDefault(section => section.Groups["name"].Value == name)?.Groups["text"].Value.Trim())
            .FirstOrDefault(text => text is { Length: > 0 })
            ?? throw new PackageException(changelog, $"has no section [{version}] and no section [Unreleased] with text");
    }
}
