using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using AksExtensions.Benchmarks;

// Runs the benchmarks, or those whose names are given, and writes what they measured. Each measures ratios within one run: what another
// process does on this machine meanwhile slows both sides.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var root = FindRoot();
var cmdlets = new CmdletBenchmarks(root);
(string Name, Func<Task<IEnumerable<Figure>>> Run)[] benchmarks =
[
    ("import", cmdlets.ImportAsync),
    ("first", cmdlets.FirstAsync),
    ("commands", cmdlets.CommandsAsync),
    ("requests", cmdlets.RequestsAsync),
    ("creates", VirtualTimeBenchmarks.CreatesAsync),
    ("latency", cmdlets.LatencyAsync),
    ("rate", cmdlets.RateAsync),
    ("stop", cmdlets.StopAsync),
    ("memory", cmdlets.MemoryAsync),
    ("plan", cmdlets.PlanAsync),
    ("quota", VirtualTimeBenchmarks.PlanAsync),
    ("export", ExportBenchmarks.ExportAsync),
    ("report", new ReportBenchmarks(cmdlets).RunAsync),
];
var lines = new StringBuilder();
var isMet = true;
foreach (var benchmark in benchmarks.Where(benchmark => args.Length == 0 || args.Contains(benchmark.Name)))
{
    foreach (var figure in await benchmark.Run())
    {
        isMet &= figure.IsMet;
        Console.WriteLine($"{figure.Name}: {figure.Measured} (goal: {figure.Goal}){(figure.IsMet ? null : " MISSED")}");
        lines.AppendLine(CultureInfo.InvariantCulture, $"| {figure.Name} | {figure.Goal} | {figure.Measured} | {(figure.IsMet ? "yes" : "no")} |");
    }
}

if (args.Length == 0)
{
    var file = Path.Combine(root, "tests", "AksExtensions.Benchmarks", "results", "results.md");
    await File.WriteAllTextAsync(file, $"""
        # Benchmark results

        {DateTimeOffset.UtcNow:yyyy-MM-dd}, made by `./build.sh benchmark`. {Machine()}

        | Figure | Goal | Measured | Met |
        | --- | --- | --- | --- |
        {lines}
        """.TrimEnd() + "\n");
}

return isMet ? 0 : 1;

static string FindRoot()
{
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
    {
        if (File.Exists(Path.Combine(folder.FullName, "AksExtensions.sln")))
        {
            return folder.FullName;
        }
    }

    throw new InvalidOperationException("The benchmarks run inside the project's folder.");
}

static string Machine()
{
    var cpu = File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : RuntimeInformation.ProcessArchitecture.ToString();
    var load = File.Exists("/proc/loadavg") ? $", load average at the end {File.ReadAllText("/proc/loadavg").Split(' ')[0]}" : null;
    return $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores of {cpu}{load}; {RuntimeInformation.FrameworkDescription}, "
        + $"{CmdletBenchmarks.PowerShellVersion()}.";
}
