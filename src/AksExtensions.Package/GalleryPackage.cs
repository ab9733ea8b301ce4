using NuGet.Packaging;
using NuGet.Versioning;

namespace AksExtensions.Package;

/// <summary>
/// The package for the PowerShell Gallery: a NuGet package with the module's files at its root, as Publish-PSResource and Publish-Module create it.
/// </summary>
internal static class GalleryPackage
{
    /// <summary>Writes the package.</summary>
    /// <returns>Its path.</returns>
    public static string Write(ModuleTree tree, string billOfMaterials, string folder)
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
        package.Files.Add(new PhysicalPackageFile { SourcePath = billOfMaterials, TargetPath = Path.GetFileName(billOfMaterials) });

        var path = Path.Combine(folder, $"{package.Id}.{package.Version.ToNormalizedString()}.nupkg");
        using var output = File.Create(path);
        package.Save(output);
        return path;
    }

    // The gallery searches tags, both for modules and for the commands of modules (Find-Command).
    private static IEnumerable<string> Tags(ModuleManifest manifest) =>
    [
        "PSModule",
        .. manifest.Tags,
        .. manifest.Editions.Select(edition => $"PSEdition_{edition}"),
        "PSIncludes_Cmdlet",
        .. manifest.Cmdlets.SelectMany(cmdlet => new[] { $"PSCmdlet_{cmdlet}", $"PSCommand_{cmdlet}" }),
    ];
}
