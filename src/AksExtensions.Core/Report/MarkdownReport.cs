using System.Globalization;
using System.Text;
using AksExtensions.Checks;

namespace AksExtensions.Report;

/// <summary>Writes a report as Markdown, for a wiki or the summary of a pipeline.</summary>
internal sealed class MarkdownReport : IReportWriter
{
    private const string Special = "\\`*_[]#|~$";
    private const int MessageLength = 300;

    /// <inheritdoc/>
    public void Write(FleetReport report, TextWriter output)
    {
        output.Write($"# {Text(report.Title)}\n\n{CheckText.Time(report.CreatedAt)}, from {string.Join(" and ", report.Sources.Select(source => source.Name).Distinct())}\n");
        WriteTotals(report, output);
        WriteFailures(report, output);
        WriteDrift(report, output);
        WriteVersions(report, output);
        WriteMatrix(report, output);
    }

    private static void WriteTotals(FleetReport report, TextWriter output)
    {
        var totals = report.Totals;
        (string Head, int? Count)[] columns =
        [
            ("Clusters", totals.Clusters), ("Without extensions", totals.Empty), ("Extensions", totals.Instances), ("✅ Succeeded", totals.Succeeded),
            ("❌ Failed", totals.Failed), ("⏳ Under way", totals.UnderWay), ("⬆️ Outdated", totals.Outdated), ("⚠️ Drift", totals.Drift),
        ];
        var shown = columns.Where(column => column.Count is not null).ToList();
        WriteTable(output, shown.Select(column => column.Head), [shown.Select(column => Number(column.Count!.Value))], "--:");
    }

    private static void WriteFailures(FleetReport report, TextWriter output)
    {
        var failed = report.Instances.Where(pair => pair.Instance.Failure is not null).ToList();
        if (failed.Count == 0)
        {
            return;
        }

        output.Write("\n## Failures\n");
        foreach (var cause in failed.GroupBy(pair => (pair.Instance.Failure!.Cause, pair.Instance.Failure.Recommendation)).OrderByDescending(cause => cause.Count()))
        {
            var about = cause.First().Instance.Failure!;
            output.Write($"\n### {Text(about.Cause ?? "Other causes")} ({Number(cause.Count())})\n\n");
            output.Write($"{Text($"{about.Summary} {about.Recommendation}".Trim())}{(about.Link is null ? null : $" [More]({about.Link})")}\n");
            WriteTable(output, ["Extension", "Cluster", "Failed", "What Azure reported", "To check it"], cause.Select(pair => new[]
            {
                Text(pair.Instance.Name), Cluster(pair.Cluster), pair.Instance.Failure!.Age ?? string.Empty,
                Text(Readable.Line(pair.Instance.Failure.Message ?? string.Empty, MessageLength)), Code(pair.Instance.Failure.Command),
            }));
        }
    }

    private static void WriteDrift(FleetReport report, TextWriter output)
    {
        if (report.Totals.Drift is not { } count)
        {
            return;
        }

        output.Write($"\n## Drift\n\nCompared with {Text(report.Baseline ?? string.Empty)}: {Number(count)} of {Number(count + report.Totals.InSync!.Value)} differ.\n");
        if (count == 0)
        {
            return;
        }

        if (report.DriftCommand is { } command)
        {
            output.Write($"To see what would be changed, run {Code(command)}.\n");
        }

        WriteTable(output, ["Extension", "Cluster", "Status", "Differences", "Action"], report.Clusters.SelectMany(cluster => cluster.Drift.Select(drift => new[]
        {
            Text(drift.Name), Cluster(cluster), drift.Status,
            string.Join("<br>", drift.Differences.Select(difference => difference.ToString()).Append(drift.Detail).OfType<string>().Select(line => Text(Readable.Line(line)))),
            drift.Action == "None" ? string.Empty : drift.Action,
        })));
    }

    private static void WriteVersions(FleetReport report, TextWriter output)
    {
        if (report.Types.Count == 0)
        {
            return;
        }

        output.Write("\n## Versions\n");
        WriteTable(output, ["Type", "Extensions", "Installed", "Newest"], report.Types.Select(type => new[]
        {
            Text(type.Name), Number(type.Instances),
            string.Join("<br>", type.Versions.Select(version => $"{Text(version.Version ?? "not installed yet")}: {Number(version.Instances)}")),
            string.Join("<br>", type.Newest.Select(newest => Text($"{newest.Version}{(newest.ReleaseTrain is null ? null : $" ({newest.ReleaseTrain})")}{(newest.IsOffered ? null : ", of those installed")}"))),
        }));
    }

    private static void WriteMatrix(FleetReport report, TextWriter output)
    {
        output.Write("\n## Clusters\n");
        var types = report.Types.Select(type => type.Name).ToList();
        WriteTable(output, ["Cluster", "Region", "Kubernetes", .. types.Select(Text)], report.Clusters.Select(cluster => new[]
        {
            Cluster(cluster), Text(cluster.Location ?? string.Empty), Text(cluster.KubernetesVersion ?? string.Empty),
        }.Concat(types.Select(type => string.Join("<br>", cluster.Instances.Where(instance => instance.ExtensionType == type).Select(instance => Cell(cluster, instance)))))));
    }

    private static string Cell(ReportCluster cluster, ReportInstance instance)
    {
        var sign = instance.Health switch { Health.Succeeded => "✅", Health.Failed => "❌", _ => "⏳" };
        return $"{sign} {Text(instance.Version ?? "-")}{(instance.PinnedVersion is null ? null : " 📌")}{(instance.IsOutdated ? " ⬆️" : null)}"
            + (cluster.Drift.Any(drift => drift.Name.Equals(instance.Name, StringComparison.OrdinalIgnoreCase)) ? " ⚠️" : null);
    }

    private static string Cluster(ReportCluster cluster) =>
        cluster.PortalUrl is { } url ? $"[{Text(cluster.Name)}]({url.Replace(")", "%29", StringComparison.Ordinal).Replace("(", "%28", StringComparison.Ordinal)})" : Text(cluster.Name);

    private static void WriteTable(TextWriter output, IEnumerable<string> heads, IEnumerable<IEnumerable<string>> rows, string alignment = "---")
    {
        var columns = heads.ToList();
        output.Write($"\n| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => $" {alignment} |"))}\n");
        foreach (var row in rows)
        {
            output.Write($"| {string.Join(" | ", row)} |\n");
        }
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    // A pipe ends a cell even in code, and a grave accent ends the code.
    private static string Code(string? command) =>
        command is null ? string.Empty : command.AsSpan().IndexOfAny('`', '|') >= 0 ? Text(command) : $"`{command}`";

    // Everything that Markdown, its HTML or the links of a wiki would act on.
    private static string Text(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            _ = character switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '@' => escaped.Append("&#64;"),
                '\n' or '\r' => escaped.Append(' '),
                _ when Special.Contains(character) => escaped.Append('\\').Append(character),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }
}
