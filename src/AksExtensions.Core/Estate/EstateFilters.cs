namespace AksExtensions.Estate;

/// <summary>The filters that clusters and extensions have in common. A list that is null or empty does not filter.</summary>
public abstract record EstateFilter
{
    /// <summary>The IDs (GUIDs) of the subscriptions to search; none means all that the sign-in can see.</summary>
    public IReadOnlyList<string>? SubscriptionIds { get; init; }

    /// <summary>The resource groups of the clusters. Wildcards are allowed.</summary>
    public IReadOnlyList<string>? ResourceGroupNames { get; init; }

    /// <summary>The names of the clusters or extensions. Wildcards are allowed.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Provisioning states, such as <c>Failed</c>.</summary>
    public IReadOnlyList<string>? ProvisioningStates { get; init; }
}

/// <summary>A filter for clusters.</summary>
public sealed record ClusterFilter : EstateFilter
{
    /// <summary>Regions, as <c>eastus</c> or <c>East US</c>.</summary>
    public IReadOnlyList<string>? Locations { get; init; }

    /// <summary>Kubernetes versions, either requested or running. Wildcards are allowed.</summary>
    public IReadOnlyList<string>? KubernetesVersions { get; init; }

    /// <summary>Tags, all of which the cluster must have.</summary>
    public IReadOnlyList<TagFilter>? Tags { get; init; }
}

/// <summary>A tag that a cluster must have.</summary>
/// <param name="Name">The tag's name.</param>
/// <param name="Values">The values, one of which the tag must have; null means any value.</param>
public sealed record TagFilter(string Name, IReadOnlyList<string>? Values);

/// <summary>A filter for extensions.</summary>
public sealed record ExtensionFilter : EstateFilter
{
    /// <summary>The names of their clusters. Wildcards are allowed.</summary>
    public IReadOnlyList<string>? ClusterNames { get; init; }

    /// <summary>The kinds of their clusters.</summary>
    public IReadOnlyList<ClusterType>? ClusterTypes { get; init; }

    /// <summary>Types of extension, such as <c>microsoft.flux</c>. Wildcards are allowed.</summary>
    public IReadOnlyList<string>? ExtensionTypes { get; init; }
}
