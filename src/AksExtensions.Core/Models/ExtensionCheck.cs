namespace AksExtensions;

/// <summary>One check of a cluster or of an extension: its subject, its result, and what to do.</summary>
public sealed class ExtensionCheck
{
    /// <summary>The cluster.</summary>
    public required ClusterReference Cluster { get; init; }

    /// <summary>The name of the check, such as <c>ClusterRunning</c>. Names are stable; scripts can rely on them.</summary>
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

    /// <summary>The resource ID of the extension or of the cluster. With it, you can pipe a check to every other command.</summary>
    public string ResourceId => ExtensionName is null ? Cluster.Id : new ExtensionReference(Cluster, ExtensionName).Id;

    /// <summary>The cluster's name.</summary>
    public string ClusterName => Cluster.Name;

    /// <summary>The cluster's resource group.</summary>
    public string ResourceGroupName => Cluster.ResourceGroupName;

    /// <summary>The cluster's subscription.</summary>
    public string SubscriptionId => Cluster.SubscriptionId;

    /// <summary>The kind of cluster.</summary>
    public string ClusterType => Cluster.ClusterType;

    /// <summary>What was found and, on the next line, what to do.</summary>
    public string Finding => string.IsNullOrEmpty(Recommendation) ? Detail : $"{Detail}{Environment.NewLine}-> {Recommendation}";

    /// <summary>The cluster and what was checked on it, in one line.</summary>
    public string Subject => $"{ClusterName} (resource group {ResourceGroupName})"
        + (!string.IsNullOrEmpty(ExtensionName) ? $", extension {ExtensionName}" : !string.IsNullOrEmpty(ExtensionType) ? $", for {ExtensionType}" : null);

    /// <summary>The check and its result.</summary>
    public override string ToString() => $"{Check}: {Result}";
}
