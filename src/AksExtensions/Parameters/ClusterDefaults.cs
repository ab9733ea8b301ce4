namespace AksExtensions.Parameters;

/// <summary>The defaults of a command for clusters that are specified without these values.</summary>
/// <param name="SubscriptionId">Gives the ID of a subscription by its name or ID; of null, the default subscription. May cost a request.</param>
/// <param name="ResourceGroupName">The resource group; null when a cluster has to bring its own.</param>
/// <param name="ClusterType">The kind of cluster.</param>
/// <param name="ResourceProvider">The resource provider; null means the kind's own.</param>
internal sealed record ClusterDefaults(
    Func<string?, string> SubscriptionId, string? ResourceGroupName = null, ClusterType ClusterType = ClusterType.ManagedClusters, string? ResourceProvider = null)
{
    /// <summary>Whether the command has -ResourceGroupName, which an error may then recommend.</summary>
    public bool HasGroupParameter { get; init; } = true;

    /// <summary>The same without a request: any subscription will do.</summary>
    public ClusterDefaults Offline => this with { SubscriptionId = given => ClusterReference.IsGuid(given) ? given! : Guid.Empty.ToString() };
}
