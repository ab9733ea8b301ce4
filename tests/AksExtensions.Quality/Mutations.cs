using System.Text.Json;
using AksExtensions.Tests;

namespace AksExtensions.Quality;

/// <summary>
/// Whether the tests see it when a guard is gone: each mutation of mutations.json is built into the copy of the tree, and the tests that
/// guard the guard are run. They must fail.
/// </summary>
internal static class Mutations
{
    private const string Configuration = "Release";
    private const string Killed = "killed";
    private const string Survived = "survived";
    private const string NotBuilt = "does not build";

    // Tests without a mutation take some minutes at most. What hangs does not pass either.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Runs all mutations and writes the report.</summary>
    /// <returns>The exit code: 0 when no mutation survived.</returns>
    public static int Run(WorkTree tree, string report)
    {
        var mutations = JsonSerializer.Deserialize<Mutation[]>(File.ReadAllText(Path.Combine(tree.Root, "tests", "AksExtensions.Quality", "mutations.json")), Json)!;
        Console.WriteLine("Without a mutation, all of these tests must pass.");
        foreach (var tests in mutations.Select(mutation => mutation.Tests).Distinct())
        {
            var (outcome, said) = Outcome(tree, tests);
            if (outcome != Survived)
            {
                Console.WriteLine($"{string.Join('\n', said)}\n{tests}: they do not build or do not pass as they are.");
                return 1;
            }
        }

        var results = mutations.Select(mutation => (Mutation: mutation, Outcome: Apply(tree, mutation))).ToArray();
        File.WriteAllText(report, Report(results));
        Console.WriteLine(report);
        return results.All(result => result.Outcome == Killed) ? 0 : 1;
    }

    private static string Apply(WorkTree tree, Mutation mutation)
    {
        var file = Path.Combine(tree.Root, mutation.File);
        var text = File.ReadAllText(file);
        if (text.Split(mutation.Original).Length != 2)
        {
            throw new InvalidOperationException($"{mutation.File} does not have this once: {mutation.Original}");
        }

        File.WriteAllText(file, text.Replace(mutation.Original, mutation.Mutant, StringComparison.Ordinal));
        try
        {
            var (outcome, said) = Outcome(tree, mutation.Tests);
            // A mutation that is none is to be mended.
            Console.WriteLine($"{(outcome == NotBuilt ? string.Join('\n', said) : null)}{outcome}: {mutation.Guard} ({mutation.Tests})");
            return outcome;
        }
        finally
        {
            File.WriteAllText(file, text);
        }
    }

    private static (string Outcome, IReadOnlyList<string> Said) Outcome(WorkTree tree, string tests)
    {
        var (kind, name) = tests.Split(": ") is [var first, var second] ? (first, second) : throw new InvalidOperationException($"'{tests}' is not 'Core: X', 'Azure: X' or 'Pester: X'.");
        var environment = new Dictionary<string, string?> { ["AKSEXTENSIONS_SHARED"] = tree.Shared };
        // The whole solution for Pester, which needs the emulator too.
        var project = kind == "Pester" ? "AksExtensions.sln" : $"tests/AksExtensions.{kind}.Tests";
        var log = new List<string>();
        if (Tool.Start(tree.Root, "dotnet", ["build", project, "--configuration", Configuration, "--verbosity", "quiet"], environment, log.Add, Patience) != 0)
        {
            return (NotBuilt, log);
        }

        var exitCode = kind == "Pester"
            ? Tool.Start(tree.Root, PowerShellProcess.Command[0], [.. PowerShellProcess.Command[1..], "-NoProfile", "-File", "tests/run-pester.ps1", "-Path", $"tests/{name}"], environment, log.Add, Patience)
            : Tool.Start(
                tree.Root, "dotnet", [$"tests/AksExtensions.{kind}.Tests/bin/{Configuration}/net10.0/AksExtensions.{kind}.Tests.dll", "-class", $"*.{name}"],
                environment, log.Add, Patience);
        return (exitCode == 0 ? Survived : Killed, log);
    }

    private static string Report((Mutation Mutation, string Outcome)[] results) => $"""
        # Mutations

        Ten guards of the product, each broken once, and whether the tests that guard it saw it. `./build.sh mutate` writes this file;
        the changes are in [mutations.json](../mutations.json).

        | Guard | Where | Tests | |
        | --- | --- | --- | --- |
        {string.Join('\n', results.Select(result => $"| {result.Mutation.Guard} | `{result.Mutation.File}` | {result.Mutation.Tests} | {result.Outcome} |"))}

        {results.Count(result => result.Outcome == Killed)} of {results.Length} killed.

        """;

    /// <summary>One change that breaks a guard.</summary>
    /// <param name="Guard">What the guard promises.</param>
    /// <param name="File">The file, from the root.</param>
    /// <param name="Original">A text that is in it once.</param>
    /// <param name="Mutant">What is put in its place.</param>
    /// <param name="Tests">The tests that must fail: Core or Azure and a class, or Pester and a file.</param>
    private sealed record Mutation(string Guard, string File, string Original, string Mutant, string Tests);
}
