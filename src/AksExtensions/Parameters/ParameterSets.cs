namespace AksExtensions.Parameters;

/// <summary>
/// The names of the parameter sets: the cluster by name or from the pipeline, times settings from a file or not, times protected settings
/// from a file or not; or times what is asked about the cluster: itself, a type of extension, or an instance.
/// </summary>
internal static class ParameterSets
{
    public const string ByName = nameof(ByName);
    public const string ByNameFile = nameof(ByNameFile);
    public const string ByNameProtectedFile = nameof(ByNameProtectedFile);
    public const string ByNameFiles = nameof(ByNameFiles);
    public const string ByNameType = nameof(ByNameType);
    public const string ByNameInstance = nameof(ByNameInstance);
    public const string ByLocation = nameof(ByLocation);
    public const string ByCluster = nameof(ByCluster);
    public const string ByClusterFile = nameof(ByClusterFile);
    public const string ByClusterProtectedFile = nameof(ByClusterProtectedFile);
    public const string ByClusterFiles = nameof(ByClusterFiles);
    public const string ByClusterType = nameof(ByClusterType);
    public const string ByClusterInstance = nameof(ByClusterInstance);
}
