using AksExtensions.Emulator;
using AksExtensions.Report.Tests;
using Microsoft.Playwright;

namespace AksExtensions.Benchmarks;

/// <summary>A report of 2,000 clusters with 5 instances each: how long a session needs to make it, and a browser to show and to filter it.</summary>
/// <param name="cmdlets">Runs a part of cmdlets.ps1.</param>
internal sealed class ReportBenchmarks(CmdletBenchmarks cmdlets)
{
    private const int Clusters = 2000;

    private static readonly string[] Types = ["microsoft.flux", "microsoft.dapr", "microsoft.dataprotection.kubernetes", "microsoft.azuremonitor.containers", "contoso.app"];

    // From the input to the frame that shows its effect. The slowest of ten texts counts, each in the fastest of five turns, because what other
    // processes on the machine take away is in the others.
    private const string Filter = """
        async () => {
          const input = document.getElementById('filter');
          const painted = () => new Promise(done => requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = done; channel.port2.postMessage(0); }));
          const texts = ['f', 'fl', 'flux', 'flux 1.17', 'aks-00019', '', 'failed', 'eastus dapr', 'nothing at all', ''];
          const times = texts.map(() => Infinity);
          for (let turn = 0; turn < 5; turn++) {
            for (const [at, text] of texts.entries()) {
              await painted();
              const begun = performance.now();
              input.value = text;
              input.dispatchEvent(new Event('input'));
              await painted();
              times[at] = Math.min(times[at], performance.now() - begun);
            }
          }

          return Math.max(...times);
        }
        """;

    public async Task<IEnumerable<Figure>> RunAsync()
    {
        var file = Path.Combine(Path.GetTempPath(), $"report-{Environment.ProcessId}.html");
        try
        {
            var result = await cmdlets.RunAsync("report", 0, TimeSpan.Zero, prepare: (arm, start) =>
            {
                Fill(arm);
                start.Environment["BENCHMARK_REPORT"] = file;
            });
            // Processor time, because the emulator works on the same machine: what it takes is not the module's.
            var (seconds, all) = (result.GetProperty("processor").GetDouble(), result.GetProperty("seconds").GetDouble());
            var mebibytes = result.GetProperty("bytes").GetDouble() / (1 << 20);
            List<Figure> figures =
            [
                new("Report of 2,000 clusters with 5 instances each: processor time of a new session", "at most 5 s",
                    $"{seconds:0.0} s ({all:0.0} s on the clock, with the emulator's work)", seconds <= 5),
                new("its size", "at most 3 MiB", $"{mebibytes:0.0} MiB", mebibytes <= 3),
            ];
            if (BrowserProgram.Options is { } options)
            {
                figures.AddRange(await ShowAsync(options, new Uri(file).AbsoluteUri));
            }

            return figures;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<IEnumerable<Figure>> ShowAsync(BrowserTypeLaunchOptions options, string address)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(options);
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        await page.GotoAsync(address);
        await page.WaitForSelectorAsync("html[data-ready]");
        var paint = await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
        var filter = await page.EvaluateAsync<double>(Filter);
        return
        [
            new("the first paint of its page, as the browser measures it", "at most 1 s", $"{paint / 1000:0.00} s", paint <= 1000),
            new("the slowest of ten filters, from the input to its effect on the screen", "at most 100 ms", $"{filter:0} ms", filter <= 100),
        ];
    }

    private static void Fill(ArmEmulator arm)
    {
        foreach (var (index, cluster) in arm.State.AddClusters(Clusters).Index())
        {
            foreach (var (number, type) in Types.Index())
            {
                arm.State.AddExtension(new()
                {
                    ClusterId = cluster.Id, Name = type.Split('.')[1], ExtensionType = type, CurrentVersion = index % 5 == number ? "1.17.3" : "1.18.2", ReleaseTrain = "Stable",
                    ProvisioningState = (index + number) % 20 == 0 ? "Failed" : "Succeeded", AutoUpgradeMinorVersion = true,
                });
            }
        }
    }
}
