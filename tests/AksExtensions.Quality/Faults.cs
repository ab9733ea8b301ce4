namespace AksExtensions.Quality;

/// <summary>What every command does about every fault of a server: the matrix of the tests, kept as a table.</summary>
internal static class Faults
{
    /// <summary>Runs the matrix and writes the table.</summary>
    /// <returns>The exit code: 0 when nothing happened that must not.</returns>
    public static int Run(string root, string report) => Tool.Start(
        root,
        "dotnet",
        ["test", "--project", "tests/AksExtensions.Faults.Tests", "--configuration", "Release"],
        new Dictionary<string, string?> { ["AKSEXTENSIONS_FAULT_TABLE"] = report },
        Console.WriteLine,
        TimeSpan.FromMinutes(15));
}
