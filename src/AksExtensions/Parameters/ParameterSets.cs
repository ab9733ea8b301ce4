namespace AksExtensions.Parameters;

/// <summary>
/// The names of the parameter sets. They combine the cluster by name or from the pipeline with settings and protected settings inline or from a
/// file, or with the subject of a check: the cluster, a type of extension, an installed extension, or an upgrade of the cluster. Types of extension can
/// be those of a region or a subscription, too.
/// </summary>
internal static class ParameterSets
{
    public const string ByName = nameof(ByName);
    public const string ByNameFile = nameof(ByNameFile);
    public const string ByNameProtectedFile = nameof(ByNameProtectedFile);
    public const string ByNameFiles = nameof(ByNameFiles);
    public const string ByNameType = nameof(ByNameType);
    public const string ByNameInstance = nameof(ByNameInstance);
    public const string ByNameUpgrade = nameof(ByNameUpgrade);
    public const string ByLocation = nameof(ByLocation);
    public const string BySubscription = nameof(BySubscription);
    public const string ByCluster = nameof(ByCluster);
    public const string ByClusterFile = nameof(ByClusterFile);
    public const string ByClusterProtectedFile = nameof(ByClusterProtectedFile);
    public const string ByClusterFiles = nameof(ByClusterFiles);
    public const string ByClusterType = nameof(ByClusterType);
    public const string ByClusterInstance = nameof(ByClusterInstance);
    public const string ByClusterUpgrade = nameof(ByClusterUpgrade);
}
