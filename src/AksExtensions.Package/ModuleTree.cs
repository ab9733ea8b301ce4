namespace AksExtensions.Package;

/// <summary>The built module: its manifest and its files.</summary>
/// <param name="Folder">The folder, as a full path.</param>
/// <param name="Manifest">The manifest in it.</param>
/// <param name="Files">All files relative to the folder, with '/', sorted.</param>
internal sealed record ModuleTree(string Folder, ModuleManifest Manifest, IReadOnlyList<string> Files)
{
    /// <summary>
    /// The time of every entry of a package. Packages of one commit are identical, so entries cannot have the time of the build. 1980 is the
    /// earliest year of the zip format, and this is the first day that lies in it in every time zone.
    /// </summary>
    public static readonly DateTimeOffset EntryTime = new(1980, 1, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads the folder of a module, which has the name of the module.</summary>
    /// <exception cref="PackageException">The folder has no module, or its files differ from the list in the manifest.</exception>
    public static ModuleTree Read(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var manifest = Path.Combine(folder, $"{Path.GetFileName(folder)}.psd1");
        if (!File.Exists(manifest))
        {
            throw new PackageException(manifest, "does not exist: build the module first");
        }

        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .ToArray();
        var tree = new ModuleTree(folder, ModuleManifest.Read(manifest), files);
        return tree.Manifest.Files.SequenceEqual(files, StringComparer.Ordinal)
            ? tree
            : throw new PackageException(manifest, $"has a FileList that differs from the files of the folder: {string.Join(", ", tree.Manifest.Files.Except(files).Concat(files.Except(tree.Manifest.Files)))}");
    }

    /// <summary>Reads a file.</summary>
    public Stream Open(string file) => File.OpenRead(Path.Combine(Folder, file));
}
