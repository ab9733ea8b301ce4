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
    /// <exception cref="PackageException">The folder has no module, or its files differ from the list that the build wrote beside it.</exception>
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
        var list = $"{folder}.files.txt";
        var listed = File.Exists(list)
            ? File.ReadAllLines(list).Select(file => file.Replace('\\', '/')).Order(StringComparer.Ordinal).ToArray()
            : throw new PackageException(list, "does not exist: build the module first");
        return listed.SequenceEqual(files, StringComparer.Ordinal)
            ? new ModuleTree(folder, ModuleManifest.Read(manifest), files)
            : throw new PackageException(list, $"and the folder differ: {string.Join(", ", listed.Except(files).Concat(files.Except(listed)))}; build the module again");
    }
}
