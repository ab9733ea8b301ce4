using NuGet.Packaging;

namespace AksExtensions.Package;

/// <summary>The notices of the packages whose assemblies the module ships, from the packages themselves.</summary>
/// <param name="packages">The folder of restored NuGet packages.</param>
/// <param name="licence">This project's own licence, which contains the text of the MIT licence.</param>
internal sealed class ThirdPartyNotices(string packages, string licence)
{
    private const string Rule = "--------------------------------------------------------------------------------";

    /// <summary>The notices' text.</summary>
    /// <exception cref="PackageException">A package has an unknown licence.</exception>
    public string Write(IReadOnlyList<ShippedPackage> shipped)
    {
        var lines = new List<string>
        {
            "AksExtensions ships assemblies of the packages below, unchanged, in the folder deps.",
            "Each is under the MIT licence, whose text follows the list; what the packages' own notices add comes after it.",
        };
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var package in shipped)
        {
            var folder = Path.Combine(packages, package.Id.ToLowerInvariant(), package.Version.ToLowerInvariant());
            var about = new NuspecReader(Path.Combine(folder, $"{package.Id.ToLowerInvariant()}.nuspec"));
            RequireMit(about, folder);
            lines.AddRange([
                string.Empty,
                $"{package.Id} {package.Version}",
                $"  Assemblies: {string.Join(", ", package.Assemblies)}",
                $"  Copyright:  {(about.GetCopyright() is { Length: > 0 } copyright ? copyright : about.GetAuthors())}",
                $"  Licence:    MIT",
                $"  Project:    {about.GetProjectUrl()}"]);
            if (Directory.EnumerateFiles(folder).FirstOrDefault(IsNotices) is { } notices)
            {
                // Packages of one family share their notices, which are written once.
                var words = File.ReadAllText(notices).ReplaceLineEndings("\n").Trim();
                own[words] = own.TryGetValue(words, out var others) ? $"{others}, {package.Id}" : package.Id;
            }
        }

        lines.AddRange([string.Empty, Rule, "The MIT licence", string.Empty, MitText()]);
        foreach (var (words, of) in own.OrderBy(pair => pair.Value, StringComparer.Ordinal))
        {
            lines.AddRange([string.Empty, Rule, $"Notices of {of}", string.Empty, words]);
        }

        return string.Join('\n', lines) + '\n';
    }

    private static bool IsLicence(string file) => Path.GetFileName(file).Equals("LICENSE.TXT", StringComparison.OrdinalIgnoreCase);

    private static bool IsNotices(string file) => Path.GetFileName(file).Equals("THIRD-PARTY-NOTICES.TXT", StringComparison.OrdinalIgnoreCase);

    // Older packages have no licence in their nuspec, but a file with its text.
    private void RequireMit(NuspecReader about, string folder)
    {
        var isMit = about.GetLicenseMetadata() is { } given
            ? given is { Type: LicenseType.Expression, License: "MIT" }
            : Directory.EnumerateFiles(folder).FirstOrDefault(IsLicence) is { } file && Words(File.ReadAllText(file)).Contains(Words(MitText()), StringComparison.Ordinal);
        if (!isMit)
        {
            throw new PackageException(
                $"{about.GetId()} {about.GetVersion()}", "is not known to be under the MIT licence: read its licence, then add it to ThirdPartyNotices");
        }
    }

    // Line breaks differ between packages.
    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private string MitText()
    {
        var words = File.ReadAllText(licence).ReplaceLineEndings("\n");
        var start = words.IndexOf("Permission is hereby granted", StringComparison.Ordinal);
        return start >= 0 ? words[start..].Trim() : throw new PackageException(licence, "is not the MIT licence, whose text the notices need");
    }
}
