namespace AksExtensions.Report;

/// <summary>What a report is made of.</summary>
internal sealed record ReportInput
{
    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>When the data was read.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The version of the module.</summary>
    public required string ModuleVersion { get; init; }

    /// <summary>Where the data comes from.</summary>
    public IReadOnlyList<ReportSource> Sources { get; init; } = [];

    /// <summary>Clusters of which only the ID is known.</summary>
    public IReadOnlyList<ClusterReference> References { get; init; } = [];

    /// <summary>Clusters with their properties.</summary>
    public IReadOnlyList<AksCluster> Clusters { get; init; } = [];

    /// <summary>The instances. Of one that comes twice, the last counts.</summary>
    public IReadOnlyList<ClusterExtension> Extensions { get; init; } = [];

    /// <summary>The newest version that Azure offers for an instance; null where it is not known.</summary>
    public Func<ClusterExtension, string?> Offered { get; init; } = _ => null;

    /// <summary>The comparison with a baseline; null when nothing was compared.</summary>
    public IReadOnlyList<ExtensionDrift>? Drift { get; init; }

    /// <summary>The name of the baseline's file.</summary>
    public string? Baseline { get; init; }

    /// <summary>The portal.</summary>
    public Portal? Portal { get; init; }
}
