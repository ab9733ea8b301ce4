namespace AksExtensions.Arm;

/// <summary>The scope for extension types: exactly one cluster, one region, or one subscription with all of its regions.</summary>
/// <param name="Cluster">The cluster; null with a region or a subscription.</param>
/// <param name="SubscriptionId">The subscription; null with a cluster.</param>
/// <param name="Location">The region, such as <c>eastus</c>; null with a cluster, and for all regions.</param>
public sealed record ExtensionTypeScope(ClusterReference? Cluster, string? SubscriptionId = null, string? Location = null)
{
    /// <summary>The region of a cluster, which clusters share; the cluster itself when its region is not known.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="location">Its region, also in the form <c>East US</c>; null when it is not known.</param>
    internal static ExtensionTypeScope Of(ClusterReference cluster, string? location) => location is null
        ? new(cluster)
        : new(null, cluster.SubscriptionId, location.Replace(" ", string.Empty, StringComparison.Ordinal));
}
