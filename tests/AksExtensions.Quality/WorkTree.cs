namespace AksExtensions.Quality;

/// <summary>The project's files, and a copy of them that may be spoilt.</summary>
/// <param name="Root">The copy's folder.</param>
/// <param name="Shared">The folder of recordings beside the project; null when there is none.</param>
internal sealed record WorkTree(string Root, string? Shared)
{
    /// <summary>The project's root: the folder of the solution above this program.</summary>
    public static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AksExtensions.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("There is no AksExtensions.sln above this program.");
    }

    /// <summary>Makes the copy the same as the project, changes that are not committed included. What was built in it stays, and saves time.</summary>
    public static WorkTree CopyTo(string root, string target)
    {
        Directory.CreateDirectory(target);
        var files = Tool.Read(root, "git", "ls-files", "--cached", "--others", "--exclude-standard")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(file => File.Exists(Path.Combine(root, file)))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var file in Sources(target).Where(file => !files.Contains(file)))
        {
            File.Delete(Path.Combine(target, file));
        }

        foreach (var file in files)
        {
            var copy = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            var bytes = File.ReadAllBytes(Path.Combine(root, file));
            // A file that is the same keeps its time, and with it what was built of it.
            if (!File.Exists(copy) || !File.ReadAllBytes(copy).AsSpan().SequenceEqual(bytes))
            {
                File.WriteAllBytes(copy, bytes);
            }
        }

        var shared = Environment.GetEnvironmentVariable("AKSEXTENSIONS_SHARED") is { Length: > 0 } given ? given : Path.Combine(root, "..", "shared");
        return new(target, Directory.Exists(shared) ? Path.GetFullPath(shared) : null);
    }

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
        .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "out"));
}
