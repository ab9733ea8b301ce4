namespace AksExtensions.Estate;

/// <summary>What to find, as far as clusters and extensions have it in common. A list that is null or empty filters nothing.</summary>
public abstract record EstateFilter
{
    /// <summary>The subscriptions to look in, GUIDs; none means all that the sign-in sees.</summary>
    public IReadOnlyList<string>? SubscriptionIds { get; init; }

    /// <summary>The clusters' resource groups; wildcards.</summary>
    public IReadOnlyList<string>? ResourceGroupNames { get; init; }

    /// <summary>The names of what is looked for; wildcards.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Provisioning states, such as <c>Failed</c>.</summary>
    public IReadOnlyList<string>? ProvisioningStates { get; init; }
}

/// <summary>Which clusters to find.</summary>
public sealed record ClusterFilter : EstateFilter
{
    /// <summary>Regions, as <c>eastus</c> or <c>East US</c>.</summary>
    public IReadOnlyList<string>? Locations { get; init; }

    /// <summary>Kubernetes versions, as asked for or as they run; wildcards.</summary>
    public IReadOnlyList<string>? KubernetesVersions { get; init; }

    /// <summary>Tags that a cluster must have, all of them.</summary>
    public IReadOnlyList<TagFilter>? Tags { get; init; }
}

/// <summary>A tag that a cluster must have.</summary>
/// <param name="Name">The tag's name.</param>
/// <param name="Values">The values, one of which it must have; null means any.</param>
public sealed record TagFilter(string Name, IReadOnlyList<string>? Values);

/// <summary>Which extensions to find.</summary>
public sealed record ExtensionFilter : EstateFilter
{
    /// <summary>The names of the clusters that they are on; wildcards.</summary>
    public IReadOnlyList<string>? ClusterNames { get; init; }

    /// <summary>The kinds of these clusters.</summary>
    public IReadOnlyList<ClusterType>? ClusterTypes { get; init; }

    /// <summary>Types of extension, such as <c>microsoft.flux</c>; wildcards.</summary>
    public IReadOnlyList<string>? ExtensionTypes { get; init; }
}
