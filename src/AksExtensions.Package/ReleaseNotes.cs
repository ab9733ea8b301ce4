using System.Text.RegularExpressions;

namespace AksExtensions.Package;

/// <summary>What is new in a version: its section of the change log.</summary>
internal static class ReleaseNotes
{
    /// <summary>The section of a version, or, of a version that is not released yet, the section Unreleased; without its heading.</summary>
    /// <exception cref="PackageException">There is neither.</exception>
    public static string Of(string changelog, string version)
    {
        var sections = Regex.Matches(File.ReadAllText(changelog).ReplaceLineEndings("\n"), @"^## \[(?<name>[^\]]+)\].*\n(?<text>(?:(?!## ).*\n?)*)", RegexOptions.Multiline);
        return new[] { version, "Unreleased" }
            .Select(name => sections.FirstOrDefault(section => section.Groups["name"].Value == name)?.Groups["text"].Value.Trim())
            .FirstOrDefault(text => text is { Length: > 0 })
            ?? throw new PackageException(changelog, $"has no section [{version}] and no section [Unreleased] that says something");
    }
}
