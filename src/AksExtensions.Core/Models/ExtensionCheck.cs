namespace AksExtensions;

/// <summary>One check of a cluster, or of an extension on it: what was looked at, what came of it, and what to do.</summary>
public sealed class ExtensionCheck
{
    /// <summary>The cluster.</summary>
    public required ClusterReference Cluster { get; init; }

    /// <summary>What was checked, such as <c>ClusterRunning</c>. The words stay what they are; scripts can rely on them.</summary>
    public required string Check { get; init; }

    /// <summary>
    /// <c>Passed</c>, <c>Warning</c> (it works, with a reservation; or it could not be checked, and the detail says why) or <c>Failed</c>.
    /// </summary>
    public required string Result { get; init; }

    /// <summary>What was found.</summary>
    public required string Detail { get; init; }

    /// <summary>What to do about it; null when there is nothing to do.</summary>
    public string? Recommendation { get; init; }

    /// <summary>The instance that was checked; null when it was the cluster.</summary>
    public string? ExtensionName { get; init; }

    /// <summary>The type of extension that was asked about, or the instance's own; null when there was none.</summary>
    public string? ExtensionType { get; init; }

    /// <summary>The resource id of the instance, else of the cluster. With it a check can be piped into every other command.</summary>
    public string ResourceId => ExtensionName is null ? Cluster.Id : new ExtensionReference(Cluster, ExtensionName).Id;

    /// <summary>The cluster's name.</summary>
    public string ClusterName => Cluster.Name;

    /// <summary>The cluster's resource group.</summary>
    public string ResourceGroupName => Cluster.ResourceGroupName;

    /// <summary>The cluster's subscription.</summary>
    public string SubscriptionId => Cluster.SubscriptionId;

    /// <summary>The kind of cluster.</summary>
    public string ClusterType => Cluster.ClusterType;

    /// <summary>Check and result, which is how a check is written in PowerShell.</summary>
    public override string ToString() => $"{Check}: {Result}";
}
