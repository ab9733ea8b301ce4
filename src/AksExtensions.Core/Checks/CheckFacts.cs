using AksExtensions.Arm;
using AksExtensions.Prerequisites;

namespace AksExtensions.Checks;

/// <summary>The planned installation; without a type, only the cluster is checked.</summary>
/// <param name="ExtensionType">The type, such as <c>microsoft.flux</c>; null means none.</param>
/// <param name="Version">The version to pin; null means the newest.</param>
/// <param name="ReleaseTrain">The release train; null means the service's default, stable.</param>
internal sealed record PlannedExtension(string? ExtensionType, string? Version, string? ReleaseTrain)
{
    /// <summary>The default release train of the service.</summary>
    public const string DefaultTrain = "stable";

    /// <summary>The release train of the versions.</summary>
    public string Train => ReleaseTrain ?? DefaultTrain;
}

/// <summary>The facts that the checks of one cluster or extension use. Null means that a fact was not requested.</summary>
internal sealed record CheckFacts
{
    /// <summary>The cluster.</summary>
    public required ClusterReference Cluster { get; init; }

    /// <summary>The time of the check.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The planned installation; null when an installed extension is checked.</summary>
    public PlannedExtension? Plan { get; init; }

    /// <summary>The source of the token.</summary>
    public Reading<string>? SignIn { get; init; }

    /// <summary>The required resource providers.</summary>
    public Reading<IReadOnlyList<ProviderState>>? Providers { get; init; }

    /// <summary>The cluster itself.</summary>
    public Reading<ClusterFacts>? ClusterFacts { get; init; }

    /// <summary>The sizes of virtual machines in the region of the cluster; read for types that need nodes of a size.</summary>
    public Reading<IReadOnlyList<VmSize>>? VmSizes { get; init; }

    /// <summary>The permissions of the caller on the cluster.</summary>
    public Reading<IReadOnlyList<PermissionRule>>? Permissions { get; init; }

    /// <summary>The extensions of the cluster.</summary>
    public Reading<IReadOnlyList<ClusterExtension>>? Extensions { get; init; }

    /// <summary>All locks of the cluster's subscription, or those that apply to the cluster.</summary>
    public Reading<IReadOnlyList<ManagementLock>>? Locks { get; init; }

    /// <summary>The type of extension in the region of the cluster.</summary>
    public Reading<ExtensionTypeInfo>? Type { get; init; }

    /// <summary>The versions of the type on the release train.</summary>
    public Reading<IReadOnlyList<ExtensionTypeVersionInfo>>? Versions { get; init; }

    /// <summary>The installed extension.</summary>
    public Reading<ClusterExtension>? Extension { get; init; }

    /// <summary>The roles that the extension needs, and whether its identity has them; empty when they were not requested.</summary>
    public IReadOnlyList<RoleState> Roles { get; init; } = [];

    /// <summary>The reasons why facts could not be read.</summary>
    public IEnumerable<AksExtensionException> Failures => new[]
    {
        SignIn?.Failure, Providers?.Failure, ClusterFacts?.Failure, VmSizes?.Failure, Permissions?.Failure, Extensions?.Failure, Locks?.Failure, Type?.Failure,
        Versions?.Failure, Extension?.Failure,
    }.OfType<AksExtensionException>();
}
