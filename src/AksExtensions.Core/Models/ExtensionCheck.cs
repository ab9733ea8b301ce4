namespace AksExtensions;

/// <summary>One check of a cluster or of an extension: its subject, its result, and what to do.</summary>
public sealed class ExtensionCheck : OnCluster
{
    internal ExtensionCheck(ClusterReference cluster)
        : base(cluster)
    {
    }

    /// <summary>
    /// The name of the check, such as <c>ClusterRunning</c>. Names are stable; scripts can rely on them. <c>All</c> stands for all checks of a
    /// cluster or extension that passed; they are in <see cref="Checks"/>.
    /// </summary>
    public required string Check { get; init; }

    /// <summary>
    /// <c>Passed</c>, <c>Warning</c> (it works with a limitation, or it could not be checked for the reason in the detail) or <c>Failed</c>.
    /// </summary>
    public required string Result { get; init; }

    /// <summary>What was found.</summary>
    public required string Detail { get; init; }

    /// <summary>What to do; null when nothing needs to be done.</summary>
    public string? Recommendation { get; init; }

    /// <summary>The extension that was checked; null when only the cluster was checked.</summary>
    public string? ExtensionName { get; init; }

    /// <summary>The type of extension that was specified, or that of the checked extension; null when there is none.</summary>
    public string? ExtensionType { get; init; }

    /// <summary>The checks that <c>All</c> stands for; empty for a single check.</summary>
    public IReadOnlyList<ExtensionCheck> Checks { get; private init; } = [];

    /// <summary>The resource ID of the extension or of the cluster. With it, you can pipe a check to every other command.</summary>
    public string ResourceId => ExtensionName is null ? Reference.Id : new ExtensionReference(Reference, ExtensionName).Id;

    /// <summary>What was found, shortened for a table, and, on the next line, what to do.</summary>
    public string Finding => string.IsNullOrEmpty(Recommendation) ? Readable.Brief(Detail) : $"{Readable.Brief(Detail)}{Environment.NewLine}-> {Recommendation}";

    /// <summary>The heading in tables: the cluster and what was checked on it. Clusters where all checks passed share one heading.</summary>
    public string Subject => Checks.Count > 0 ? "all checks passed" : $"{ClusterName} (resource group {ResourceGroupName}){Purpose}";

    /// <summary>Whether this is one of the checks of all extensions of a cluster, which share the cluster's heading.</summary>
    internal bool IsOfCluster { get; init; }

    private string? Purpose => IsOfCluster ? null : (!string.IsNullOrEmpty(ExtensionName) ? $", extension {ExtensionName}" : !string.IsNullOrEmpty(ExtensionType) ? $", for {ExtensionType}" : null);

    /// <summary>One object for the checks of a cluster or an extension, all of which passed.</summary>
    internal static ExtensionCheck All(IReadOnlyList<ExtensionCheck> passed)
    {
        var first = passed[0];
        var isOne = passed.All(check => check.ExtensionName == first.ExtensionName && check.ExtensionType == first.ExtensionType);
        return new(first.Reference)
        {
            Check = nameof(All),
            Result = first.Result,
            Detail = $"{first.Reference.Label}{(isOne ? first.Purpose : null)}: {(passed.Count == 1 ? first.Detail : $"all {passed.Count} checks passed.")}",
            ExtensionName = isOne ? first.ExtensionName : null,
            ExtensionType = isOne ? first.ExtensionType : null,
            Checks = new JsonList<ExtensionCheck>(passed),
        };
    }

    /// <summary>The check and its result.</summary>
    public override string ToString() => $"{Check}: {Result}";
}
