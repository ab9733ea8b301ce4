using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>
/// Recorded traffic of the real service and of Azure CLI. It is not part of the project: it lies in a folder <c>shared</c> beside it, or
/// where AKSEXTENSIONS_SHARED says.
/// </summary>
internal static class SharedFiles
{
    /// <summary>A file's full path. Skips the test when it is not there.</summary>
    public static string Require(string folder, string name)
    {
        var shared = Shared();
        var path = Path.Combine(shared ?? string.Empty, folder, name);
        Assert.SkipUnless(
            shared is not null && File.Exists(path),
            $"There is no {folder}/{name} in the folder 'shared' beside the project; name that folder with AKSEXTENSIONS_SHARED.");
        return path;
    }

    /// <summary>The files of a folder; none when they are not there.</summary>
    public static string[] Find(string folder) =>
        Path.Combine(Shared() ?? string.Empty, folder) is var path && Directory.Exists(path) ? Directory.GetFiles(path) : [];

    private static string? Shared() =>
        Environment.GetEnvironmentVariable("AKSEXTENSIONS_SHARED") is { Length: > 0 } given ? given : BesideTheProject();

    private static string? BesideTheProject()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AksExtensions.sln")))
            {
                return Path.Combine(folder.FullName, "..", "shared");
            }
        }

        return null;
    }
}
