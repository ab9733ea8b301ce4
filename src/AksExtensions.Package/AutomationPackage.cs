using System.IO.Compression;

namespace AksExtensions.Package;

/// <summary>
/// The package for Azure Automation: a zip file with one folder that contains the module. Zip file, folder and manifest must have the same name,
/// so the file name contains no version.
/// </summary>
internal static class AutomationPackage
{
    /// <summary>Writes the zip.</summary>
    /// <returns>Its path.</returns>
    public static string Write(ModuleTree tree, string billOfMaterials, string folder)
    {
        var name = tree.Manifest.Name;
        var path = Path.Combine(folder, $"{name}.zip");
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (file, source) in tree.Files.Select(file => (file, Path.Combine(tree.Folder, file))).Append((Path.GetFileName(billOfMaterials), billOfMaterials)))
        {
            var entry = zip.CreateEntry($"{name}/{file}", CompressionLevel.Optimal);
            entry.LastWriteTime = ModuleTree.EntryTime;
            using var content = File.OpenRead(source);
            using var target = entry.Open();
            content.CopyTo(target);
        }

        return path;
    }
}
