using System.Diagnostics;
using AksExtensions.Export;

namespace AksExtensions.Benchmarks;

/// <summary>The export of a large fleet: from instances to files on the disk.</summary>
internal static class ExportBenchmarks
{
    private const int Clusters = 2_500;
    private const int Seconds = 10;

    public static Task<IEnumerable<Figure>> ExportAsync()
    {
        List<ClusterExtension> instances = [.. Enumerable.Range(0, Clusters).SelectMany(Instances)];
        var slowest = (Format: default(ExportFormat), Time: TimeSpan.Zero, Files: 0);
        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            var folder = Directory.CreateTempSubdirectory("aks-export-").FullName;
            try
            {
                var clock = Stopwatch.StartNew();
                var files = ExportWriters.Of(format).Write(ExportSet.Of(instances.Select(ExportItem.Of))).Files;
                new ExportTarget(folder, force: false).Write(files);
                slowest = clock.Elapsed > slowest.Time ? (format, clock.Elapsed, files.Count) : slowest;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return Task.FromResult<IEnumerable<Figure>>(
        [
            new($"Export of {Clusters * 2:N0} instances into files, half of the clusters different from all others: the slowest of {Enum.GetValues<ExportFormat>().Length} formats", $"at most {Seconds} s",
                $"{slowest.Time.TotalSeconds:0.0} s ({slowest.Format}, {slowest.Files:N0} files)", slowest.Time.TotalSeconds <= Seconds),
        ]);
    }

    private static IEnumerable<ClusterExtension> Instances(int number)
    {
        var cluster = ClusterReference.Create("11111111-1111-1111-1111-111111111111", $"rg{number % 50}", $"aks-{number:D5}");
        foreach (var name in new[] { "flux", "dapr" })
        {
            yield return new(cluster)
            {
                Id = $"{cluster.Id}/providers/Microsoft.KubernetesConfiguration/extensions/{name}",
                Name = name, ExtensionType = $"microsoft.{name}", ProvisioningState = "Succeeded", PinnedVersion = $"1.{number % 5}", AutoUpgradeMinorVersion = false, ScopeKind = ExtensionScope.Cluster,
                // Clusters with another namespace cannot share a template.
                ReleaseNamespace = number % 2 == 0 ? "system" : $"system-{number}",
                ConfigurationSettings = Enumerable.Range(0, 20).ToDictionary(index => $"section.part{index}.name", index => $"value '{index}' of ${{{number}}}"),
                ConfigurationProtectedSettings = new Dictionary<string, string> { ["password"] = string.Empty },
            };
        }
    }
}
