using System.Globalization;
using System.Text.Json;

namespace AksExtensions.Quality;

/// <summary>
/// Whether the tests notice a change of the product. Stryker makes changes one at a time and runs the tests that reach the changed code;
/// stryker-config.json of each test project names the files that it changes.
/// </summary>
internal static class Mutations
{
    private const double Goal = 80;

    private static readonly string[] AllParts = ["Core", "Azure"];

    /// <summary>Runs Stryker and writes a report for each part.</summary>
    /// <param name="tree">The copy to work on.</param>
    /// <param name="parts">Core, Azure or both; empty means both.</param>
    /// <param name="results">The folder of the reports.</param>
    /// <returns>The exit code: 0 when every part reaches the goal.</returns>
    public static int Run(WorkTree tree, IReadOnlyList<string> parts, string results)
    {
        var environment = new Dictionary<string, string?>
        {
            ["AKSEXTENSIONS_SHARED"] = tree.Shared,
            // A change that random input alone notices should have a test of its own.
            ["AKSEXTENSIONS_FUZZ_CASES"] = "200",
            // Test projects leave their slow tests out: each change runs all others.
            ["MutationTests"] = "true",
        };
        bool DotNet(string folder, params string[] arguments) =>
            Tool.Start(folder, "dotnet", arguments, environment, Console.WriteLine, Timeout.InfiniteTimeSpan) == 0;
        bool Mutate(string part)
        {
            var output = Path.Combine(Path.GetDirectoryName(tree.Root)!, "mutation", part);
            if (!DotNet(
                Path.Combine(tree.Root, "tests", $"AksExtensions.{part}.Tests"), "tool", "run", "dotnet-stryker", "--",
                "-f", "stryker-config.json", "-O", output, "--skip-version-check"))
            {
                return false;
            }

            var mutants = Read(part, Path.Combine(output, "reports", "mutation-report.json"));
            var report = Path.Combine(results, $"mutation-{part.ToLowerInvariant()}.md");
            File.WriteAllText(report, Report(part, mutants));
            Console.WriteLine(report);
            return Score(mutants) >= Goal;
        }

        if (!DotNet(tree.Root, "tool", "restore"))
        {
            return 1;
        }

        // A part below the goal does not keep the next one from its report.
        var reached = (parts.Count > 0 ? parts : AllParts).Select(Mutate).ToList();
        return reached.TrueForAll(isReached => isReached) ? 0 : 1;
    }

    private static Mutant[] Read(string part, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return
        [
            .. from source in document.RootElement.GetProperty("files").EnumerateObject()
               from mutant in source.Value.GetProperty("mutants").EnumerateArray()
               let status = mutant.GetProperty("status").GetString()
               where status is "Killed" or "Timeout" or "Survived" or "NoCoverage"
               select new Mutant(
                   $"src/AksExtensions.{part}/{Path.GetRelativePath(document.RootElement.GetProperty("projectRoot").GetString()!, source.Name).Replace('\\', '/')}",
                   mutant.GetProperty("location").GetProperty("start").GetProperty("line").GetInt32(),
                   mutant.GetProperty("mutatorName").GetString()!,
                   status is "Killed" or "Timeout"),
        ];
    }

    private static double Score(Mutant[] mutants) => 100.0 * mutants.Count(mutant => mutant.IsDetected) / mutants.Length;

    private static string Row(string name, Mutant[] mutants) => string.Create(
        CultureInfo.InvariantCulture, $"| {name} | {mutants.Length} | {mutants.Count(mutant => mutant.IsDetected)} | {Score(mutants):0.0} % |");

    private static string Report(string part, Mutant[] mutants)
    {
        var rows = mutants.GroupBy(mutant => mutant.File).OrderBy(file => file.Key, StringComparer.Ordinal)
            .Select(file => Row($"`{file.Key}`", [.. file]))
            .Append(Row($"**{part}**", mutants));
        var missed = mutants.Where(mutant => !mutant.IsDetected)
            .GroupBy(mutant => mutant.File)
            .OrderBy(file => file.Key, StringComparer.Ordinal)
            .Select(file => $"- `{file.Key}`: {string.Join(", ", file.OrderBy(mutant => mutant.Line).Select(mutant => $"{mutant.Line} ({mutant.Kind.Replace(" mutation", string.Empty, StringComparison.Ordinal)})"))}");
        return $"""
            # Mutation: AksExtensions.{part}

            [Stryker](https://stryker-mutator.io) changes one place of the product at a time and runs the xunit tests that reach it; they should fail.
            `./build.sh mutate` writes this file. Only the files below were changed: those that `stryker-config.json` of the test project names.

            | File | Changes | Noticed | |
            | --- | ---: | ---: | ---: |
            {string.Join('\n', rows)}

            ## Changes that no test notices

            {string.Join('\n', missed)}

            """;
    }

    /// <summary>One change that was tested.</summary>
    /// <param name="File">The file, from the root.</param>
    /// <param name="Line">Its line.</param>
    /// <param name="Kind">The kind of change, in Stryker's words.</param>
    /// <param name="IsDetected">Whether a test failed or hung.</param>
    private sealed record Mutant(string File, int Line, string Kind, bool IsDetected);
}
