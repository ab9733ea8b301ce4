using NuGet.Packaging;
using NuGet.Versioning;

namespace AksExtensions.Package;

/// <summary>
/// What the PowerShell Gallery holds: a NuGet package as Publish-PSResource and Publish-Module make it, with the module's files at its root.
/// </summary>
internal static class GalleryPackage
{
    /// <summary>Writes the package.</summary>
    /// <returns>Its path.</returns>
    public static string Write(ModuleTree tree, string folder)
    {
        var manifest = tree.Manifest;
        var package = new PackageBuilder(deterministic: true)
        {
            DeterministicTimestamp = $"{ModuleTree.EntryTime:O}",
            Id = manifest.Name,
            Version = NuGetVersion.Parse(manifest.Version),
            Description = manifest["Description"],
            Copyright = manifest["Copyright"],
            LicenseUrl = new(manifest.Gallery("LicenseUri")),
            ProjectUrl = new(manifest.Gallery("ProjectUri")),
            ReleaseNotes = manifest.Gallery("ReleaseNotes"),
        };
        package.Authors.Add(manifest["Author"]);
        package.Owners.Add(manifest["CompanyName"]);
        package.Tags.UnionWith(Tags(manifest));
        package.Files.AddRange(tree.Files.Select(file => new PhysicalPackageFile { SourcePath = Path.Combine(tree.Folder, file), TargetPath = file }));

        var path = Path.Combine(folder, $"{package.Id}.{package.Version.ToNormalizedString()}.nupkg");
        using var output = File.Create(path);
        package.Save(output);
        return path;
    }

    // The gallery finds a module by its tags, and a module by its commands (Find-Command) by the same.
    private static IEnumerable<string> Tags(ModuleManifest manifest) =>
    [
        "PSModule",
        .. manifest.Tags,
        .. manifest.Editions.Select(edition => $"PSEdition_{edition}"),
        "PSIncludes_Cmdlet",
        .. manifest.Cmdlets.SelectMany(cmdlet => new[] { $"PSCmdlet_{cmdlet}", $"PSCommand_{cmdlet}" }),
    ];
}
