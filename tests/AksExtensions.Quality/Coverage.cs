using System.Globalization;
using System.Text.Json;

namespace AksExtensions.Quality;

/// <summary>Which lines of the product the tests run: xunit and Pester together, measured by coverlet.</summary>
internal static class Coverage
{
    /// <summary>Runs the tests with instrumented assemblies and writes the report.</summary>
    /// <returns>The exit code: 0 when all tests passed.</returns>
    public static int Run(WorkTree tree, string report)
    {
        var raw = Path.Combine(Path.GetDirectoryName(tree.Root)!, "coverage");
        var environment = new Dictionary<string, string?>
        {
            ["AKSEXTENSIONS_SHARED"] = tree.Shared,
            // Enough to run every line of theirs.
            ["AKSEXTENSIONS_FUZZ_CASES"] = "5000",
        };
        var project = Path.Combine(tree.Root, "tests", "AksExtensions.Quality", "Coverlet", "coverage.proj");
        string[][] steps =
        [
            // Instrumented assemblies must be built again, and an instrumented one looks like the newest.
            ["clean", "AksExtensions.sln", "--configuration", "Debug", "--verbosity", "quiet"],
            ["build", "AksExtensions.sln", "--configuration", "Debug", "--verbosity", "quiet", "-p:TreatWarningsAsErrors=false"],
            ["restore", project],
            ["msbuild", project, "-nologo", "-verbosity:minimal", "-target:Cover", $"-property:Tree={tree.Root}", $"-property:Results={raw}", $"-property:HasPester={HasPester(tree)}"],
        ];
        foreach (var step in steps)
        {
            if (Tool.Start(tree.Root, "dotnet", step, environment, Console.WriteLine, Timeout.InfiniteTimeSpan) is not 0 and var code)
            {
                return code;
            }
        }

        var lines = Lines(Path.Combine(raw, "all.json"), tree.Root);
        File.WriteAllText(report, Report(lines));
        Console.WriteLine($"{report}\n\n{Table(lines)}");
        return 0;
    }

    private static string HasPester(WorkTree tree)
    {
        try
        {
            const string Question = "exit [int](-not (Get-Module -ListAvailable Pester | Where-Object Version -ge '5.0.0'))";
            return Tool.Start(tree.Root, "pwsh", ["-NoProfile", "-Command", Question], new Dictionary<string, string?>(), _ => { }, TimeSpan.FromMinutes(1)) == 0 ? "true" : "false";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "false";
        }
    }

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
