using AksExtensions.Arm;

namespace AksExtensions.Checks;

/// <summary>What is to be installed; without a type, only the cluster is looked at.</summary>
/// <param name="ExtensionType">The type, such as <c>microsoft.flux</c>; null means none.</param>
/// <param name="Version">The version that is to be pinned; null means the newest.</param>
/// <param name="ReleaseTrain">The release train; null means the service's default, stable.</param>
internal sealed record PlannedExtension(string? ExtensionType, string? Version, string? ReleaseTrain)
{
    /// <summary>The release train that the service takes when none is given.</summary>
    public const string DefaultTrain = "stable";

    /// <summary>The release train that versions come from.</summary>
    public string Train => ReleaseTrain ?? DefaultTrain;
}

/// <summary>What the checks of one cluster or instance look at. Null means that it was not asked for.</summary>
internal sealed record CheckFacts
{
    /// <summary>The cluster.</summary>
    public required ClusterReference Cluster { get; init; }

    /// <summary>The moment of the check.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What is to be installed; null for the check of an instance.</summary>
    public PlannedExtension? Plan { get; init; }

    /// <summary>The source that gave the token.</summary>
    public Reading<string>? SignIn { get; init; }

    /// <summary>The resource providers that are needed.</summary>
    public Reading<IReadOnlyList<ProviderState>>? Providers { get; init; }

    /// <summary>The cluster itself.</summary>
    public Reading<ClusterFacts>? ClusterFacts { get; init; }

    /// <summary>What the caller may do with the cluster.</summary>
    public Reading<IReadOnlyList<PermissionRule>>? Permissions { get; init; }

    /// <summary>What is on the cluster.</summary>
    public Reading<IReadOnlyList<ClusterExtension>>? Extensions { get; init; }

    /// <summary>All locks of the cluster's subscription, or those that hold for the cluster.</summary>
    public Reading<IReadOnlyList<ManagementLock>>? Locks { get; init; }

    /// <summary>The type of extension, as the region offers it.</summary>
    public Reading<ExtensionTypeInfo>? Type { get; init; }

    /// <summary>The versions of the type on the release train.</summary>
    public Reading<IReadOnlyList<ExtensionTypeVersionInfo>>? Versions { get; init; }

    /// <summary>The instance.</summary>
    public Reading<ClusterExtension>? Extension { get; init; }

    /// <summary>Why what was asked for was not answered.</summary>
    public IEnumerable<AksExtensionException> Failures => new[]
    {
        SignIn?.Failure, Providers?.Failure, ClusterFacts?.Failure, Permissions?.Failure, Extensions?.Failure, Locks?.Failure, Type?.Failure,
        Versions?.Failure, Extension?.Failure,
    }.OfType<AksExtensionException>();
}
