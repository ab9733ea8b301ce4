using AksExtensions.Catalogue;
using AksExtensions.Checks;

namespace AksExtensions.Report;

/// <summary>Makes a report of what was read. Pure: reads and sends nothing.</summary>
internal sealed class ReportBuilder
{
    private const string Unknown = "-";
    private const string Secret = "***";

    private readonly ReportInput _input;
    private readonly NewestVersions _installed = new();
    private readonly Dictionary<string, string> _typeNames = new(StringComparer.OrdinalIgnoreCase);

    private ReportBuilder(ReportInput input) => _input = input;

    /// <summary>Makes the report.</summary>
    public static FleetReport Build(ReportInput input) => new ReportBuilder(input).Build();

    /// <summary>How long ago something was, in the largest unit that fits: <c>3 days ago</c>.</summary>
    internal static string Age(TimeSpan age)
    {
        if (age < TimeSpan.FromMinutes(1))
        {
            return "just now";
        }

        var (count, unit) = age switch
        {
            { TotalDays: >= 730 } => ((int)(age.TotalDays / 365), "year"),
            { TotalDays: >= 60 } => ((int)(age.TotalDays / 30), "month"),
            { TotalDays: >= 1 } => ((int)age.TotalDays, "day"),
            { TotalHours: >= 1 } => ((int)age.TotalHours, "hour"),
            _ => ((int)age.TotalMinutes, "minute"),
        };
        return $"{count} {unit}{(count == 1 ? null : "s")} ago";
    }

    private FleetReport Build()
    {
        var extensions = _input.Extensions
            .GroupBy(extension => extension.Id, StringComparer.OrdinalIgnoreCase)
            .Select(same => same.Last())
            .ToList();
        foreach (var extension in extensions.Where(extension => !string.IsNullOrEmpty(extension.CurrentVersion)))
        {
            _installed.Add(TypeName(extension.ExtensionType), extension.ReleaseTrain, extension.CurrentVersion!);
        }

        var clusters = Clusters(extensions);
        var instances = clusters.SelectMany(cluster => cluster.Instances).ToList();
        return new()
        {
            Title = Text(_input.Title),
            CreatedAt = _input.CreatedAt.ToUniversalTime(),
            ModuleVersion = _input.ModuleVersion,
            Sources = [.. _input.Sources.Select(source => new ReportSource(Text(source.Name), Readable.Text(source.Query)))],
            Clusters = clusters,
            Types = Types(instances),
            Baseline = TextOrNull(_input.Baseline),
            DriftCommand = _input.Baseline is { } baseline ? CommandText.Plan(baseline) : null,
            Totals = new(
                clusters.Count, clusters.Count(cluster => cluster.Instances.Count == 0), instances.Count,
                instances.Count(instance => instance.Health == Health.Succeeded), instances.Count(instance => instance.Health == Health.Failed),
                instances.Count(instance => instance.Health == Health.UnderWay), instances.Count(instance => instance.IsOutdated),
                _input.Drift?.Count(IsDrift), _input.Drift?.Count(drift => !IsDrift(drift))),
        };
    }

    private List<ReportCluster> Clusters(List<ClusterExtension> extensions)
    {
        var known = _input.Clusters.GroupBy(cluster => cluster.Id, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(same => same.Key, same => same.Last(), StringComparer.OrdinalIgnoreCase);
        var instances = extensions.ToLookup(extension => extension.ClusterId, StringComparer.OrdinalIgnoreCase);
        var drift = (_input.Drift ?? []).Where(IsDrift).ToLookup(difference => difference.ClusterId, StringComparer.OrdinalIgnoreCase);
        return [.. _input.Clusters.Select(cluster => ClusterReference.Parse(cluster.Id, out _))
            .Concat(_input.References)
            .Concat(extensions.Select(extension => extension.Reference))
            .Concat((_input.Drift ?? []).Select(difference => difference.Reference))
            .Distinct()
            .Select(cluster => Cluster(cluster, known.GetValueOrDefault(cluster.Id), instances[cluster.Id], drift[cluster.Id]))
            .OrderBy(cluster => cluster.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(cluster => cluster.Id, StringComparer.OrdinalIgnoreCase)];
    }

    private ReportCluster Cluster(
        ClusterReference reference, AksCluster? facts, IEnumerable<ClusterExtension> extensions, IEnumerable<ExtensionDrift> drift) => new()
    {
        Id = reference.Id,
        Name = reference.Name,
        ResourceGroupName = reference.ResourceGroupName,
        SubscriptionId = reference.SubscriptionId,
        Location = TextOrNull(facts?.Location),
        KubernetesVersion = TextOrNull(facts?.KubernetesVersion),
        PowerState = TextOrNull(facts?.PowerState),
        Tags = (facts?.Tags ?? ClusterExtension.Empty)
            .GroupBy(tag => Text(tag.Key))
            .ToDictionary(tag => tag.Key, tag => Text(SecretNames.MayHold(tag.Key, tag.First().Value) ? Secret : tag.First().Value)),
        PortalUrl = _input.Portal?.UrlOf(reference.Id),
        Instances = [.. extensions.Select(Instance).OrderBy(instance => instance.Name, StringComparer.OrdinalIgnoreCase)],
        Drift = [.. drift.Select(Drift).OrderBy(difference => difference.Name, StringComparer.OrdinalIgnoreCase)],
    };

    private ReportInstance Instance(ClusterExtension extension)
    {
        var offered = _input.Offered(extension);
        var newest = offered ?? _installed.Find(TypeName(extension.ExtensionType), extension.ReleaseTrain);
        var health = ProvisioningStates.Is(extension.ProvisioningState, ProvisioningStates.Succeeded) ? Health.Succeeded
            : extension.IsTerminal ? Health.Failed
            : Health.UnderWay;
        return new()
        {
            Name = Text(extension.Name),
            ExtensionType = TypeName(extension.ExtensionType),
            Health = health,
            State = TextOrNull(extension.ProvisioningState) ?? Unknown,
            Version = TextOrNull(extension.CurrentVersion),
            PinnedVersion = TextOrNull(extension.PinnedVersion),
            ReleaseTrain = TextOrNull(extension.ReleaseTrain),
            AutoUpgrade = Text(extension.AutoUpgrade),
            NewestVersion = TextOrNull(newest),
            IsNewestOffered = offered is not null,
            IsOutdated = VersionOrder.Compare(extension.CurrentVersion, newest) < 0,
            ManagedBy = TextOrNull(extension.ManagedBy) ?? (extension.IsManaged || extension.IsSystemExtension == true ? "AKS" : null),
            Namespace = TextOrNull(extension.TargetNamespace ?? extension.ReleaseNamespace),
            LastModifiedAt = extension.SystemData?.LastModifiedAt,
            Failure = health == Health.Failed ? Failure(extension) : null,
        };
    }

    private ReportFailure Failure(ClusterExtension extension) => new(
        extension.Diagnosis?.Cause,
        extension.Diagnosis?.Summary,
        StateSucceededCheck.AdviceFor(extension),
        extension.Diagnosis?.Link,
        TextOrNull(extension.StatusMessage),
        extension.SystemData?.LastModifiedAt is { } time ? Age(_input.CreatedAt - time) : null,
        CommandText.Check(extension.Reference, extension.Name));

    private static ReportDrift Drift(ExtensionDrift drift) => new(
        Text(drift.Name), TextOrNull(drift.ExtensionType), TextOrNull(drift.Ring), drift.Status, drift.Action,
        [.. drift.Differences.Select(Difference)], TextOrNull(drift.Detail));

    // A report is sent to many: a secret that someone keeps in a plain setting is not.
    private static ExtensionDifference Difference(ExtensionDifference difference) => new(
        Text(difference.Property), Value(difference.Property, difference.Desired), Value(difference.Property, difference.Actual));

    private static string? Value(string property, string? value) =>
        value is null ? null : SecretNames.MayHold(property, value) ? Secret : Text(value);

    private static List<ReportType> Types(List<ReportInstance> instances) =>
        [.. instances.GroupBy(instance => instance.ExtensionType)
            .Select(type => new ReportType(
                type.Key,
                type.Count(),
                [.. type.GroupBy(instance => instance.Version)
                    .Select(version => new ReportVersion(version.Key, version.Count(), version.Count(instance => instance.IsOutdated)))
                    .OrderBy(version => version.Version is null)
                    .ThenByDescending(version => VersionOrder.Key(version.Version), StringComparer.Ordinal)],
                [.. type.Where(instance => instance.NewestVersion is not null)
                    .GroupBy(instance => instance.ReleaseTrain, StringComparer.OrdinalIgnoreCase)
                    .OrderBy(train => train.Key, StringComparer.OrdinalIgnoreCase)
                    .Select(Newest)]))
            .OrderByDescending(type => type.Instances)
            .ThenBy(type => type.Name, StringComparer.OrdinalIgnoreCase)];

    // Regions get a version one after another.
    private static ReportNewest Newest(IGrouping<string?, ReportInstance> train)
    {
        var newest = train.Aggregate((one, other) => VersionOrder.Compare(one.NewestVersion, other.NewestVersion) < 0 ? other : one);
        return new(train.Key, newest.NewestVersion!, newest.IsNewestOffered);
    }

    // Azure returns a type in the case in which it was written; a report has one column for it.
    private string TypeName(string? type)
    {
        var name = TextOrNull(type) ?? Unknown;
        if (!_typeNames.TryGetValue(name, out var first))
        {
            _typeNames.Add(name, first = name);
        }

        return first;
    }

    private static bool IsDrift(ExtensionDrift drift) => drift.Status != "InSync";

    private static string Text(string text) => Readable.Brief(Readable.Text(text));

    private static string? TextOrNull(string? text) => string.IsNullOrEmpty(text) ? null : Text(text);
}
