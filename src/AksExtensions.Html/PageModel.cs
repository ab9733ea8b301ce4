using System.Globalization;
using AksExtensions.Report;

namespace AksExtensions.Html;

/// <summary>What the template shows without a script: the head, the numbers and the versions.</summary>
internal sealed record PageModel
{
    private const int MostVersions = 6;

    public required string Title { get; init; }

    public required string Created { get; init; }

    public required string CreatedIso { get; init; }

    public required string ModuleVersion { get; init; }

    public required string SourceNames { get; init; }

    public required IReadOnlyList<object> Queries { get; init; }

    public required bool HasQueries { get; init; }

    public required IReadOnlyList<Tile> Tiles { get; init; }

    public required IReadOnlyList<Bar> States { get; init; }

    public required IReadOnlyList<TypeVersions> Types { get; init; }

    public required IReadOnlyList<Cause> Causes { get; init; }

    public required string Failed { get; init; }

    public required bool HasFailures { get; init; }

    public required bool IsCompared { get; init; }

    public required bool HasDrift { get; init; }

    public required string Drift { get; init; }

    public required string Baseline { get; init; }

    public required string DriftCommand { get; init; }

    public static PageModel Of(FleetReport report)
    {
        var totals = report.Totals;
        return new()
        {
            Title = report.Title,
            Created = report.CreatedAt.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture),
            CreatedIso = report.CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ModuleVersion = report.ModuleVersion,
            SourceNames = string.Join(" and ", report.Sources.Select(source => source.Name).Distinct()),
            Queries = [.. report.Sources.Where(source => source.Query is not null).Select(source => new { Text = source.Query })],
            HasQueries = report.Sources.Any(source => source.Query is not null),
            Tiles = [.. TilesOf(totals)],
            States = StatesOf(totals),
            Types = [.. report.Types.Select(TypeOf)],
            Causes = [.. report.Instances
                .Where(pair => pair.Instance.Failure is not null)
                .GroupBy(pair => pair.Instance.Failure!.Cause)
                .OrderByDescending(cause => cause.Count())
                .Select(cause => new Cause(cause.Key ?? "Other causes", Number(cause.Count()), cause.First().Instance.Failure!.Recommendation))],
            Failed = Number(totals.Failed),
            HasFailures = totals.Failed > 0,
            IsCompared = totals.Drift is not null,
            HasDrift = totals.Drift > 0,
            Drift = Number(totals.Drift ?? 0),
            Baseline = report.Baseline ?? string.Empty,
            DriftCommand = report.DriftCommand ?? string.Empty,
        };
    }

    private static IEnumerable<Tile> TilesOf(ReportTotals totals)
    {
        yield return new("all", "Clusters", Number(totals.Clusters), totals.Empty == 0 ? string.Empty : $"{Number(totals.Empty)} without extensions", "cluster", "plain");
        yield return new("ok", "Succeeded", Number(totals.Succeeded), $"of {Number(totals.Instances)} extensions", "ok", "ok");
        yield return new("failed", "Failed", Number(totals.Failed), Share(totals.Failed, totals.Instances), "fail", totals.Failed > 0 ? "fail" : "plain");
        yield return new("way", "Under way", Number(totals.UnderWay), Share(totals.UnderWay, totals.Instances), "way", totals.UnderWay > 0 ? "way" : "plain");
        yield return new("old", "Outdated", Number(totals.Outdated), Share(totals.Outdated, totals.Instances), "old", totals.Outdated > 0 ? "old" : "plain");
        if (totals.Drift is { } drift)
        {
            yield return new("drift", "Drift", Number(drift), $"{Number(totals.InSync ?? 0)} in sync", "drift", drift > 0 ? "drift" : "plain");
        }
    }

    private static List<Bar> StatesOf(ReportTotals totals)
    {
        var (at, bars) = (0.0, new List<Bar>());
        foreach (var (kind, count) in new[] { ("ok", totals.Succeeded), ("way", totals.UnderWay), ("fail", totals.Failed) }.Where(part => part.Item2 > 0))
        {
            var width = 100.0 * count / totals.Instances;
            bars.Add(new(kind, Decimal(at), Decimal(width)));
            at += width;
        }

        return bars;
    }

    private static TypeVersions TypeOf(ReportType type)
    {
        var most = Math.Max(1, type.Versions.Max(version => version.Instances));
        var rows = type.Versions.Select(version => new VersionRow(
            version.Version ?? "not installed yet",
            Number(version.Instances),
            Decimal(100.0 * version.Instances / most),
            version.Version is null ? "none" : version.Outdated > 0 ? "old" : "new",
            version.Version is not null && type.Newest.Any(newest => newest.Version == version.Version))).ToList();
        return new(
            type.Name,
            $"{Number(type.Instances)} extension{(type.Instances == 1 ? null : "s")}",
            [.. type.Newest.Select(newest => new NewestRow(
                newest.Version, newest.ReleaseTrain ?? string.Empty, newest.IsOffered ? "newest" : "newest installed"))],
            [.. rows.Take(MostVersions)],
            [.. rows.Skip(MostVersions)],
            rows.Count > MostVersions,
            Number(rows.Count - MostVersions));
    }

    private static string Share(int part, int all) => all == 0 ? string.Empty : part == 0 ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(100.0 * part / all))}%");

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Decimal(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>A number at the head, which filters the clusters.</summary>
internal sealed record Tile(string Filter, string Label, string Count, string Detail, string Icon, string Kind);

/// <summary>A part of a bar, in percent.</summary>
internal sealed record Bar(string Kind, string Start, string Width);

/// <summary>A cause of failures, for readers without a script.</summary>
internal sealed record Cause(string Name, string Count, string Recommendation);

/// <summary>The versions of a type.</summary>
internal sealed record TypeVersions(
    string Name, string Count, IReadOnlyList<NewestRow> Newest, IReadOnlyList<VersionRow> Versions, IReadOnlyList<VersionRow> More, bool HasMore, string MoreCount);

/// <summary>The newest version of a release train.</summary>
internal sealed record NewestRow(string Version, string Train, string Label);

/// <summary>One version of a type.</summary>
internal sealed record VersionRow(string Version, string Count, string Width, string Kind, bool IsNewest);
