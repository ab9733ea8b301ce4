namespace AksExtensions.Arm;

/// <summary>The scope for extension types: exactly one cluster or one region.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="SubscriptionId">The subscription, with a region.</param>
/// <param name="Location">The region, such as <c>eastus</c>.</param>
public sealed record ExtensionTypeScope(ClusterReference? Cluster, string? SubscriptionId = null, string? Location = null)
{
    /// <summary>The region of a cluster, which clusters share; the cluster itself when its region is not known.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="location">Its region, also in the form <c>East US</c>; null when it is not known.</param>
    internal static ExtensionTypeScope Of(ClusterReference cluster, string? location) => location is null
        ? new(cluster)
        : new(null, cluster.SubscriptionId, location.Replace(" ", string.Empty, StringComparison.Ordinal));
}
