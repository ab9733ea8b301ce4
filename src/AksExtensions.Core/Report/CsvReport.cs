using System.Globalization;

namespace AksExtensions.Report;

/// <summary>
/// Writes a report as comma-separated values with a row for each extension, each cluster without one, and each extension that is missing.
/// </summary>
internal sealed class CsvReport : IReportWriter
{
    private static readonly string[] Heads =
    [
        "SubscriptionId", "ResourceGroupName", "ClusterName", "Location", "KubernetesVersion", "ExtensionName", "ExtensionType", "State", "CurrentVersion",
        "PinnedVersion", "ReleaseTrain", "AutoUpgrade", "NewestVersion", "IsOutdated", "LastModifiedAt", "Drift", "Differences", "Cause", "Recommendation",
        "Message",
    ];

    /// <inheritdoc/>
    public void Write(FleetReport report, TextWriter output)
    {
        WriteRow(output, Heads);
        foreach (var cluster in report.Clusters)
        {
            var drift = cluster.Drift.DistinctBy(one => one.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(one => one.Name, StringComparer.OrdinalIgnoreCase);
            foreach (var instance in cluster.Instances)
            {
                drift.Remove(instance.Name, out var differing);
                WriteRow(output, Row(report, cluster, instance, differing));
            }

            foreach (var missing in drift.Values)
            {
                WriteRow(output, Row(report, cluster, null, missing));
            }

            if (cluster.Instances.Count + cluster.Drift.Count == 0)
            {
                WriteRow(output, Row(report, cluster, null, null));
            }
        }
    }

    private static string?[] Row(FleetReport report, ReportCluster cluster, ReportInstance? instance, ReportDrift? drift) =>
    [
        cluster.SubscriptionId, cluster.ResourceGroupName, cluster.Name, cluster.Location, cluster.KubernetesVersion,
        instance?.Name ?? drift?.Name, instance?.ExtensionType ?? drift?.ExtensionType, instance?.State, instance?.Version, instance?.PinnedVersion,
        instance?.ReleaseTrain, instance?.AutoUpgrade, instance?.NewestVersion, instance?.IsOutdated.ToString(),
        instance?.LastModifiedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        drift?.Status ?? (report.Totals.Drift is null || instance is null ? null : "InSync"),
        drift is null ? null : string.Join("; ", drift.Differences.Select(difference => difference.ToString()).Append(drift.Detail).OfType<string>()),
        instance?.Failure?.Cause, instance?.Failure?.Recommendation, instance?.Failure?.Message,
    ];

    private static void WriteRow(TextWriter output, IEnumerable<string?> cells)
    {
        output.Write(string.Join(',', cells.Select(Cell)));
        // RFC 4180.
        output.Write("\r\n");
    }

    // A spreadsheet would run what begins with one of these as a formula; the apostrophe makes it a text.
    private static string Cell(string? text) => string.IsNullOrEmpty(text) ? string.Empty
        : $"\"{(text.TrimStart() is ['=' or '+' or '-' or '@', ..] or [] || text[0] is '\t' or '\r' or '\n' ? "'" : null)}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
