using System.Diagnostics;
using System.Text.Json;
using AksExtensions.Azure.Tests;
using AksExtensions.Emulator;
using AksExtensions.Tests;

namespace AksExtensions.Benchmarks;

/// <summary>The cmdlets in a PowerShell of their own, against an emulator in this process.</summary>
/// <param name="root">The project's folder.</param>
internal sealed class CmdletBenchmarks(string root)
{
    private const int Limit = 32;

    // One `az k8s-extension show` after another, on this kind of machine.
    private const double CliSeconds = 0.78;

    public static string PowerShellVersion()
    {
        var start = PowerShellProcess.StartInfo("--version");
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        return process.StandardOutput.ReadToEnd().Trim();
    }

    public async Task<IEnumerable<Figure>> ImportAsync()
    {
        var (alone, beside) = (await RepeatAsync("import"), await RepeatAsync("views"));
        Figure Against(JsonElement[] turns, string module, double goal, string name)
        {
            var (ours, theirs) = (Fastest(turns, "ours"), Fastest(turns, module));
            return new(name, $"at most {goal} x", $"{ours / theirs:0.0} x ({ours:0.0} ms of {theirs:0.0} ms)", ours / theirs <= goal);
        }

        var (first, empty) = (Fastest(await RepeatAsync("import-first"), "milliseconds"), Fastest(await RepeatAsync("import-empty"), "milliseconds"));
        return
        [
            Against(alone, "bare", 4, "Import against a binary module of one empty cmdlet"),
            Against(alone, "manifest", 5, "the same, when that has a manifest too"),
            Against(beside, "manifest", 5, "the same, after the import of another module with a table view, for which PowerShell compiles its reader of views"),
            new("Import as the first one of a new session, against a module of one empty cmdlet and one table view in another new one", "at most 1.5",
                $"{first / empty:0.00} ({first:0} ms of {empty:0} ms)", first / empty <= 1.5),
        ];
    }

    public async Task<IEnumerable<Figure>> FirstAsync()
    {
        var (ours, plain) = (Fastest(await RepeatAsync("first"), "milliseconds"), Fastest(await RepeatAsync("plain"), "milliseconds"));
        return
        [
            new("Import, connect and first show in a new session, against Invoke-RestMethod for the same GET in another new one", "at most 1.4",
                $"{ours / plain:0.00} ({ours:0} ms of {plain:0} ms)", ours / plain <= 1.4),
        ];
    }

    public async Task<IEnumerable<Figure>> CommandsAsync()
    {
        var result = await RunAsync("commands", 1, TimeSpan.Zero, seed: true);
        var (first, next) = (result.GetProperty("first").GetDouble() / 1000, result.GetProperty("next").GetDouble() / 1000);
        return
        [
            new("The first show of a session, which loads the Azure SDK, against one `az k8s-extension show` (0.78 s)", "at most 1", $"{first / CliSeconds:0.00} ({first:0.00} s)", first <= CliSeconds),
            new("the next one", "at most 0.05", $"{next / CliSeconds:0.000} ({next * 1000:0.0} ms)", next <= CliSeconds * 0.05),
        ];
    }

    public async Task<IEnumerable<Figure>> RequestsAsync()
    {
        // What az 1.7.0 sends for the same, with as many polls.
        var cli = new Dictionary<string, long> { ["create"] = 5, ["show"] = 1, ["update"] = 5, ["delete"] = 4, ["create -NoWait"] = 2 };
        var figures = new List<Figure>();
        long before = 0;
        await RunAsync("requests", 1, TimeSpan.Zero, seed: true, operations: TimeSpan.FromSeconds(1), onLine: (line, arm) =>
        {
            if (cli.TryGetValue(line, out var theirs))
            {
                var ours = arm.Requests.Count - before;
                before = arm.Requests.Count;
                figures.Add(new($"Requests ({line}; two polls where it waits) against those of az", "no more", $"{ours} against {theirs}", ours <= theirs));
            }
        });
        return figures;
    }

    public async Task<IEnumerable<Figure>> LatencyAsync()
    {
        const int Clusters = 1000;
        var seconds = (await RunAsync("latency", Clusters, TimeSpan.FromMilliseconds(100))).GetProperty("seconds").GetDouble();
        var ideal = Clusters / (double)Limit * 0.1;
        var (ratio, faster) = (seconds / ideal, CliSeconds / (seconds / Clusters));
        return
        [
            new("Get over 1,000 clusters, 100 ms latency, limit 32, against the ideal", "at most 1.10", $"{ratio:0.00} ({seconds:0.00} s of {ideal:0.00} s)", ratio <= 1.10),
            new("the same against one `az k8s-extension show` after another (0.78 s each)", "at least 100 x", $"{faster:0} x", faster >= 100),
        ];
    }

    public async Task<IEnumerable<Figure>> RateAsync()
    {
        // A plain HttpClient speaks HTTP/1.1 unless it is told otherwise, and the module HTTP/2 where it can: the first figure has both in it, the
        // second what the module itself costs.
        var result = await RunAsync("rate", 5000, TimeSpan.Zero);
        var same = await RunAsync("rate", 5000, TimeSpan.Zero, http: "2.0");
        var (ours, plain) = (result.GetProperty("CmdletBytes").GetDouble(), result.GetProperty("PlainBytes").GetDouble());
        return
        [
            Rate("Requests a second without latency, against a plain HttpClient loop of the same width (HTTP/1.1, its default)", result),
            Rate("the same, when that loop is told to speak HTTP/2 too", same),
            new("Memory allocated for a target of it, against the first loop", "at most 4 x",
                $"{ours / plain:0.0} x ({ours / 1024:0.0} KiB of {plain / 1024:0.0} KiB)", ours / plain <= 4),
        ];
    }

    private static Figure Rate(string name, JsonElement result)
    {
        var (ours, plain) = (result.GetProperty("Cmdlet").GetDouble(), result.GetProperty("Plain").GetDouble());
        return new(name, "at least 0.80", $"{ours / plain:0.00} ({ours:0} of {plain:0} a second)", ours / plain >= 0.8);
    }

    public async Task<IEnumerable<Figure>> StopAsync()
    {
        long atStop = 0;
        var result = await RunAsync("stop", 1000, TimeSpan.FromMilliseconds(100), onLine: (line, arm) => atStop = line == "stopped" ? arm.Requests.Count : atStop);
        var milliseconds = result.GetProperty("milliseconds").GetDouble();
        var after = result.GetProperty("received").GetInt64() - atStop;
        return
        [
            new("Ctrl+C in the middle of 1,000: the prompt is back", "within 250 ms", $"{milliseconds:0} ms", milliseconds <= 250),
            new("requests after it", "0", $"{after}", after == 0),
        ];
    }

    public async Task<IEnumerable<Figure>> MemoryAsync()
    {
        var few = (await RunAsync("memory", 100, TimeSpan.Zero)).GetProperty("mebibytes").GetDouble();
        var many = (await RunAsync("memory", 100_000, TimeSpan.Zero)).GetProperty("mebibytes").GetDouble();
        return [new("100,000 ids piped: peak working set over the same session piping 100", "at most 60 MiB", $"{many - few:0} MiB ({many:0} against {few:0})", many - few <= 60)];
    }

    public async Task<IEnumerable<Figure>> PlanAsync()
    {
        var baseline = Path.Combine(Path.GetTempPath(), $"baseline-{Environment.ProcessId}.yaml");
        await File.WriteAllTextAsync(baseline, LargeEstate.Document);
        try
        {
            var result = await RunAsync(
                "plan", 0, TimeSpan.Zero, prepare: (arm, start) =>
                {
                    LargeEstate.Fill(arm, DateTimeOffset.UtcNow);
                    start.Environment["BENCHMARK_BASELINE"] = baseline;
                });
            // Processor time, because the emulator works on the same machine: what it takes is not the module's.
            var (seconds, all) = (result.GetProperty("processor").GetDouble(), result.GetProperty("seconds").GetDouble());
            var mebibytes = result.GetProperty("mebibytes").GetDouble();
            return
            [
                new("Compare- of 10,000 clusters and 30,000 instances, 300 of them different: processor time of the session", "at most 5 s",
                    $"{seconds:0.0} s ({all:0.0} s on the clock, with the emulator's work and without quotas)", seconds <= 5),
                new("peak working set of that session", "at most 300 MiB", $"{mebibytes:0} MiB", mebibytes <= 300),
            ];
        }
        finally
        {
            File.Delete(baseline);
        }
    }

    // The fastest of all turns, because what other processes on the machine take away is in the others.
    private static double Fastest(IEnumerable<JsonElement> turns, string figure) => turns.Min(turn => turn.GetProperty(figure).GetDouble());

    // Runs one part several times, each in a session of its own.
    private async Task<JsonElement[]> RepeatAsync(string part)
    {
        var turns = new JsonElement[10];
        for (var turn = 0; turn < turns.Length; turn++)
        {
            turns[turn] = await RunAsync(part, 0, TimeSpan.Zero, seed: true, turn: turn);
        }

        return turns;
    }

    /// <summary>Runs one part of cmdlets.ps1 and returns the JSON of its last line; each line is told at once.</summary>
    internal async Task<JsonElement> RunAsync(
        string part, int clusters, TimeSpan latency, bool seed = false, TimeSpan? operations = null, int turn = 0, string http = "1.1", Action<string, ArmEmulator>? onLine = null,
        Action<ArmEmulator, ProcessStartInfo>? prepare = null)
    {
        await using var arm = await ArmEmulator.StartAsync(
            new() { Latency = latency, Seed = seed ? "demo" : null, OperationDuration = operations ?? TimeSpan.Zero });
        arm.Requests.Enabled = false;
        arm.State.AddClusters(clusters);
        var start = PowerShellProcess.StartInfo("-NoProfile", "-NonInteractive", "-File", Path.Combine(AppContext.BaseDirectory, "cmdlets.ps1"), part);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["BENCHMARK_MODULE"] = Path.Combine(root, "out", "AksExtensions", "AksExtensions.psd1");
        start.Environment["BENCHMARK_ENDPOINT"] = arm.Endpoint.ToString();
        start.Environment["BENCHMARK_CERTIFICATE"] = arm.CertificateFile;
        start.Environment["BENCHMARK_TOKEN"] = arm.AccessToken;
        start.Environment["BENCHMARK_SUBSCRIPTION"] = arm.SubscriptionId;
        start.Environment["BENCHMARK_CLUSTERS"] = $"{clusters}";
        start.Environment["BENCHMARK_TURN"] = $"{turn}";
        start.Environment["BENCHMARK_HTTP"] = http;
        prepare?.Invoke(arm, start);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var last = string.Empty;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            last = line;
            if (onLine is not null)
            {
                onLine(line, arm);
                await GoOnAsync(process.StandardInput);
            }
        }

        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{part} failed: {last}{Environment.NewLine}{await errors}");
        }

        var result = System.Text.Json.Nodes.JsonNode.Parse(last)!.AsObject();
        result["received"] = arm.Requests.Count;
        return JsonSerializer.SerializeToElement(result);
    }

    // Lets the script go on that waits until its line was seen.
    private static async Task GoOnAsync(StreamWriter input)
    {
        try
        {
            await input.WriteLineAsync();
            await input.FlushAsync();
        }
        catch (IOException)
        {
            // It was the last line, and the script has ended.
        }
    }
}
