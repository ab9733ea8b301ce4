using System.Globalization;
using System.Text.Json;
using AksExtensions.Tests;

namespace AksExtensions.Quality;

/// <summary>Which lines of the product the tests run: xunit and Pester together, measured by coverlet.</summary>
internal static class Coverage
{
    private const string Project = "tests/AksExtensions.Quality/Coverlet/coverage.proj";

    /// <summary>Runs the tests with instrumented assemblies and writes the report.</summary>
    /// <returns>The exit code: 0 when all tests passed.</returns>
    public static int Run(WorkTree tree, string report)
    {
        var raw = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(tree.Root)!, "coverage")).FullName;
        // Instrumented assemblies look like the newest, so that no build would make them again.
        string[] clean = ["clean", "AksExtensions.sln", "--configuration", "Debug", "--verbosity", "quiet"];
        string[] build = ["build", "AksExtensions.sln", "--configuration", "Debug", "--verbosity", "quiet"];
        string[] restore = ["restore", Project];
        if (new[] { clean, build, restore }.Any(step => !DotNet(tree, step)))
        {
            return 1;
        }

        var module = Path.Combine(tree.Root, "out", "AksExtensions");
        CopySymbols(tree, "AksExtensions", module);
        CopySymbols(tree, "AksExtensions.Azure", Path.Combine(module, "deps"));
        var all = Path.Combine(raw, "all.json");
        string? xunit = null;
        foreach (var part in new[] { "Core", "DesiredState", "Export", "Report", "Azure" })
        {
            var result = Path.Combine(raw, $"{part}.json");
            if (!CoverTests(tree, part, result, mergeWith: xunit))
            {
                return 1;
            }

            xunit = result;
        }

        // The tests of the packages ask for the very bytes that were built, and these are not.
        var files = Directory.GetFiles(Path.Combine(tree.Root, "tests"), "*.Tests.ps1").Where(file => Path.GetFileName(file) != "Package.Tests.ps1");
        var pester = $"{PowerShell()} -NoProfile -Command \"& '{tree.Root}/tests/run-pester.ps1' -Path {string.Join(",", files.Select(file => $"'{file}'"))}; exit $LASTEXITCODE\"";
        if (!Cover(tree, Path.Combine(module, "AksExtensions.dll"), pester, all, xunit, Path.Combine(module, "deps")))
        {
            return 1;
        }

        var lines = Lines(all, tree.Root);
        File.WriteAllText(report, Report(lines));
        Console.WriteLine($"{report}\n\n{Table(lines)}");
        return 0;
    }

    private static bool CoverTests(WorkTree tree, string part, string output, string? mergeWith)
    {
        var tests = Path.Combine(tree.Root, "tests", $"AksExtensions.{part}.Tests", "bin", "Debug", "net10.0", $"AksExtensions.{part}.Tests.dll");
        return Cover(tree, tests, $"dotnet \"{tests}\"", output, mergeWith, folder: null);
    }

    // Each in a process of its own: at its end, coverlet puts back what it instrumented.
    private static bool Cover(WorkTree tree, string module, string command, string output, string? mergeWith, string? folder) => DotNet(
        tree, "msbuild", Project, "-nologo", "-verbosity:minimal", "-target:Cover", $"-property:Module={module}", $"-property:Command={Escape(command)}",
        $"-property:ResultFile={output}", $"-property:MergeWith={mergeWith}", $"-property:Folder={folder}");

    private static bool DotNet(WorkTree tree, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>
        {
            ["AKSEXTENSIONS_SHARED"] = tree.Shared,
            // Enough to run every line of theirs.
            ["AKSEXTENSIONS_FUZZ_CASES"] = "5000",
        };
        return Tool.Start(tree.Root, "dotnet", arguments, environment, Console.WriteLine, Timeout.InfiniteTimeSpan) == 0;
    }

    // What separates properties, and what begins an escape, in a property of MSBuild's command line.
    private static string Escape(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal)
            .Replace("$", "%24", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal);

    private static void CopySymbols(WorkTree tree, string project, string folder)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(tree.Root, "src", project, "bin", "Debug", "net8.0"), "AksExtensions*.pdb"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
    }

    private static string PowerShell() => string.Join(' ', PowerShellProcess.Command.Select(part => $"\"{part}\""));

    // Coverlet's own form: assembly, file, class, method, line, hits. A line of several classes (lambdas) was run when one of them was.
    private static List<Line> Lines(string file, string root)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return
        [
            .. from assembly in document.RootElement.EnumerateObject()
               from source in assembly.Value.EnumerateObject()
               from type in source.Value.EnumerateObject()
               from method in type.Value.EnumerateObject()
               from line in method.Value.GetProperty("Lines").EnumerateObject()
               group line.Value.GetInt32() > 0 by (
                   Assembly: Path.GetFileNameWithoutExtension(assembly.Name),
                   File: Path.GetRelativePath(root, source.Name).Replace('\\', '/'),
                   Number: int.Parse(line.Name, CultureInfo.InvariantCulture)) into hits
               select new Line(hits.Key.Assembly, hits.Key.File, hits.Key.Number, hits.Any(hit => hit)),
        ];
    }

    private static string Table(IEnumerable<Line> lines) => string.Join('\n',
    [
        "| Assembly | Lines | Run by tests | |",
        "| --- | ---: | ---: | ---: |",
        .. lines.GroupBy(line => line.Assembly).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Row(group.Key, [.. group])),
        Row("all", [.. lines]),
    ]);

    private static string Row(string name, Line[] lines) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {lines.Length} | {lines.Count(line => line.IsRun)} | {100.0 * lines.Count(line => line.IsRun) / lines.Length:0.0} % |");

    private static string Report(List<Line> lines)
    {
        var missing = lines.Where(line => !line.IsRun)
            .GroupBy(line => line.File)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"- `{group.Key}`: {Ranges([.. group.Select(line => line.Number).Order()])}");
        return $"""
            # Coverage

            Lines of the product that xunit and Pester run together. `./build.sh coverage` writes this file.

            {Table(lines)}

            ## Lines that no test runs

            {string.Join('\n', missing)}

            """;
    }

    private static string Ranges(int[] numbers)
    {
        var ranges = new List<string>();
        for (var i = 0; i < numbers.Length;)
        {
            var end = i;
            while (end + 1 < numbers.Length && numbers[end + 1] == numbers[end] + 1)
            {
                end++;
            }

            ranges.Add(end == i ? $"{numbers[i]}" : $"{numbers[i]}-{numbers[end]}");
            i = end + 1;
        }

        return string.Join(", ", ranges);
    }

    private sealed record Line(string Assembly, string File, int Number, bool IsRun);
}
