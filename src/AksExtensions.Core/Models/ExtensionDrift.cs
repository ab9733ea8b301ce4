namespace AksExtensions;

/// <summary>One property of an instance that is not as it should be.</summary>
/// <param name="Property">The property, in the words of the baseline, such as <c>version</c> or <c>settings.multiTenancy.enforce</c>.</param>
/// <param name="Desired">The value that it should have; null when there should be none. <c>***</c> for a secret.</param>
/// <param name="Actual">The value that it has; null when it has none. <c>***</c> for a secret.</param>
public sealed record ExtensionDifference(string Property, string? Desired, string? Actual)
{
    /// <summary>The property, and what becomes of its value.</summary>
    public override string ToString() =>
        Actual is null ? $"{Property}: {Desired}"
        : Desired is null ? $"{Property}: {Actual} -> (none)"
        : $"{Property}: {Actual} -> {Desired}";
}

/// <summary>How one instance on one cluster compares with what a baseline says.</summary>
public class ExtensionDrift : OnCluster
{
    internal ExtensionDrift(ClusterReference cluster)
        : base(cluster)
    {
    }

    /// <summary>The resource id of the instance, whether it exists or not. With it the object can be piped to every other command.</summary>
    public string ResourceId => new ExtensionReference(Reference, Name).Id;

    /// <summary>The instance's name.</summary>
    public required string Name { get; init; }

    /// <summary>The type of extension that the baseline names; for an instance that it does not name, the instance's own.</summary>
    public required string? ExtensionType { get; init; }

    /// <summary>The ring that the cluster belongs to; null when the baseline has no rings, or none of them takes the cluster.</summary>
    public string? Ring { get; init; }

    /// <summary>
    /// <c>InSync</c>; <c>Missing</c>: it should exist; <c>Different</c>: a property differs, or its last operation failed or has not ended;
    /// <c>Unexpected</c>: it should not exist; <c>Blocked</c>: it cannot be made so, and <see cref="Detail"/> says why.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>What would make it so: <c>None</c>, <c>Create</c>, <c>Update</c>, <c>Remove</c>, <c>Replace</c> (remove and create) or <c>Blocked</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The properties that differ. Of a missing instance, all that the baseline says.</summary>
    public IReadOnlyList<ExtensionDifference> Differences { get; init; } = [];

    /// <summary>Why it is blocked, or what else a person should know; null when there is nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>Name, cluster and status.</summary>
    public override string ToString() => $"{Name} on {ClusterName}: {Status}";
}
