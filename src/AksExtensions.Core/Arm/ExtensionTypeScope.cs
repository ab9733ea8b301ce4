namespace AksExtensions.Arm;

/// <summary>The scope for extension types: exactly one cluster or one region.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="SubscriptionId">The subscription, with a region.</param>
/// <param name="Location">The region, such as <c>eastus</c>.</param>
public sealed record ExtensionTypeScope(ClusterReference? Cluster, string? SubscriptionId = null, string? Location = null);
