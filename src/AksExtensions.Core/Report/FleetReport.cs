namespace AksExtensions.Report;

/// <summary>How an instance is, in the three words that a report counts.</summary>
internal enum Health
{
    /// <summary>Its last operation succeeded.</summary>
    Succeeded,

    /// <summary>An operation is running, or ARM returned a state that this version of the module does not know.</summary>
    UnderWay,

    /// <summary>Its last operation failed or was canceled.</summary>
    Failed,
}

/// <summary>
/// What a report shows of a fleet. Every text is safe to show: control and bidirectional characters are escaped, and long messages are cut. No
/// setting is in it except those that differ from a baseline, without the values of secrets.
/// </summary>
internal sealed record FleetReport
{
    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>When the data was read, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The version of the module.</summary>
    public required string ModuleVersion { get; init; }

    /// <summary>Where the data comes from.</summary>
    public required IReadOnlyList<ReportSource> Sources { get; init; }

    /// <summary>The clusters, by name.</summary>
    public required IReadOnlyList<ReportCluster> Clusters { get; init; }

    /// <summary>The types of extension: those on most clusters first.</summary>
    public required IReadOnlyList<ReportType> Types { get; init; }

    /// <summary>The name of the baseline's file; null when nothing was compared.</summary>
    public string? Baseline { get; init; }

    /// <summary>The command that shows how to end the drift; null when nothing was compared.</summary>
    public string? DriftCommand { get; init; }

    /// <summary>The numbers at its head.</summary>
    public required ReportTotals Totals { get; init; }

    /// <summary>The instances, cluster by cluster.</summary>
    public IEnumerable<(ReportCluster Cluster, ReportInstance Instance)> Instances =>
        Clusters.SelectMany(cluster => cluster.Instances.Select(instance => (cluster, instance)));
}

/// <summary>Where data of a report comes from.</summary>
/// <param name="Name">The source, as a person calls it.</param>
/// <param name="Query">The query, which can be pasted into Resource Graph Explorer; null when there was none.</param>
internal sealed record ReportSource(string Name, string? Query = null);

/// <summary>A cluster of a report. Null means that it is not known.</summary>
internal sealed record ReportCluster
{
    /// <summary>The resource ID.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The resource group.</summary>
    public required string ResourceGroupName { get; init; }

    /// <summary>The subscription's ID.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>The region.</summary>
    public string? Location { get; init; }

    /// <summary>The Kubernetes version.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Running or Stopped.</summary>
    public string? PowerState { get; init; }

    /// <summary>The tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ClusterExtension.Empty;

    /// <summary>The address of its page in the portal; null when the cloud has no portal that the module knows.</summary>
    public string? PortalUrl { get; init; }

    /// <summary>Its instances, by name.</summary>
    public required IReadOnlyList<ReportInstance> Instances { get; init; }

    /// <summary>How it differs from the baseline, without what is in sync; empty when nothing was compared.</summary>
    public IReadOnlyList<ReportDrift> Drift { get; init; } = [];
}

/// <summary>An instance of a report. Null means that ARM returned no value.</summary>
internal sealed record ReportInstance
{
    /// <summary>The instance's name.</summary>
    public required string Name { get; init; }

    /// <summary>The type of extension, or a hyphen.</summary>
    public required string ExtensionType { get; init; }

    /// <summary>How it is.</summary>
    public required Health Health { get; init; }

    /// <summary>The provisioning state.</summary>
    public required string State { get; init; }

    /// <summary>The installed version.</summary>
    public string? Version { get; init; }

    /// <summary>The pinned version; null when Azure upgrades automatically.</summary>
    public string? PinnedVersion { get; init; }

    /// <summary>The release train.</summary>
    public string? ReleaseTrain { get; init; }

    /// <summary><c>off</c>, <c>on</c> or the mode; empty when ARM returned neither.</summary>
    public required string AutoUpgrade { get; init; }

    /// <summary>The newest version of the type on the release train; null when it is not known.</summary>
    public string? NewestVersion { get; init; }

    /// <summary>Whether Azure offers <see cref="NewestVersion"/>; otherwise it is the newest that is installed anywhere in the report.</summary>
    public bool IsNewestOffered { get; init; }

    /// <summary>Whether the installed version is older than <see cref="NewestVersion"/>.</summary>
    public bool IsOutdated { get; init; }

    /// <summary>Who manages it when its users do not.</summary>
    public string? ManagedBy { get; init; }

    /// <summary>The namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? LastModifiedAt { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public ReportFailure? Failure { get; init; }
}

/// <summary>Why an instance failed.</summary>
/// <param name="Cause">The name of the cause; null when it is not known.</param>
/// <param name="Summary">What happened, in one sentence; null when the cause is not known.</param>
/// <param name="Recommendation">What to do.</param>
/// <param name="Link">The page with more information; null when the cause is not known.</param>
/// <param name="Message">What Azure reported, cut when it is very long; null when it reported nothing.</param>
/// <param name="Age">How long ago it was last changed, such as <c>3 days ago</c>; null when Azure did not return the time.</param>
/// <param name="Command">The command that checks it; null when Azure returned a name that no command accepts.</param>
internal sealed record ReportFailure(
    string? Cause, string? Summary, string Recommendation, string? Link, string? Message, string? Age, string? Command);

/// <summary>An instance that is not as the baseline says.</summary>
/// <param name="Name">The instance's name.</param>
/// <param name="ExtensionType">Its type.</param>
/// <param name="Ring">The cluster's ring; null when there is none.</param>
/// <param name="Status">Missing, Different, Unexpected or Blocked.</param>
/// <param name="Action">What makes it as it should be.</param>
/// <param name="Differences">What differs.</param>
/// <param name="Detail">The reason, unless status and differences say it; otherwise null.</param>
internal sealed record ReportDrift(
    string Name, string? ExtensionType, string? Ring, string Status, string Action, IReadOnlyList<ExtensionDifference> Differences, string? Detail);

/// <summary>A type of extension of a report.</summary>
/// <param name="Name">The type, or a hyphen.</param>
/// <param name="Instances">How many instances there are.</param>
/// <param name="Versions">The installed versions, the newest first; those without a version last.</param>
/// <param name="Newest">The newest version of each release train.</param>
internal sealed record ReportType(string Name, int Instances, IReadOnlyList<ReportVersion> Versions, IReadOnlyList<ReportNewest> Newest);

/// <summary>A version of a type.</summary>
/// <param name="Version">The version; null before it is installed.</param>
/// <param name="Instances">How many instances have it.</param>
/// <param name="Outdated">How many of them have a newer version on their release train.</param>
internal sealed record ReportVersion(string? Version, int Instances, int Outdated);

/// <summary>The newest version of a type on a release train.</summary>
/// <param name="ReleaseTrain">The release train; null where instances have none.</param>
/// <param name="Version">The version.</param>
/// <param name="IsOffered">Whether Azure offers it; otherwise it is the newest that is installed anywhere in the report.</param>
internal sealed record ReportNewest(string? ReleaseTrain, string Version, bool IsOffered);

/// <summary>The numbers at the head of a report.</summary>
/// <param name="Clusters">The clusters.</param>
/// <param name="Empty">Those without an instance.</param>
/// <param name="Instances">The instances.</param>
/// <param name="Succeeded">Those that are Succeeded.</param>
/// <param name="Failed">Those that failed or were canceled.</param>
/// <param name="UnderWay">Those with a running operation.</param>
/// <param name="Outdated">Those with a newer version.</param>
/// <param name="Drift">Those that are not as the baseline says; null when nothing was compared.</param>
/// <param name="InSync">Those that are; null when nothing was compared.</param>
internal sealed record ReportTotals(
    int Clusters, int Empty, int Instances, int Succeeded, int Failed, int UnderWay, int Outdated, int? Drift, int? InSync);
