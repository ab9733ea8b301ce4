namespace AksExtensions.Arm;

/// <summary>Where extension types are asked for: on a cluster or in a region; exactly one of the two.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="SubscriptionId">The subscription, with a region.</param>
/// <param name="Location">The region, such as <c>eastus</c>.</param>
public sealed record ExtensionTypeScope(ClusterReference? Cluster, string? SubscriptionId = null, string? Location = null);
