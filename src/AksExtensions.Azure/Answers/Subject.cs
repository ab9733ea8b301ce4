using AksExtensions.Arm;

namespace AksExtensions.Azure.Answers;

/// <summary>Whose api-version a request carries, and with it what helps when Azure does not offer that one.</summary>
internal enum ApiOwner
{
    /// <summary>The module: nothing can be chosen.</summary>
    Module,

    /// <summary>The connection: -ApiVersion chooses another one.</summary>
    Connection,

    /// <summary>The client of extension types, which falls back to the version that the cloud has.</summary>
    ExtensionTypes,
}

/// <summary>What a request asked about, which decides what a refusal of it means.</summary>
/// <param name="Target">A resource id or the path of the request, for errors.</param>
/// <param name="Cluster">The cluster that it is, or is on; null when it was about none.</param>
/// <param name="Extension">The extension; null when it was about none.</param>
/// <param name="Api">Whose api-version it carried.</param>
internal sealed record Subject(string Target, ClusterReference? Cluster = null, ExtensionReference? Extension = null, ApiOwner Api = ApiOwner.Module)
{
    /// <summary>An extension.</summary>
    public static Subject Of(ExtensionReference extension) => new(extension.Id, extension.Cluster, extension, ApiOwner.Connection);

    /// <summary>A cluster, or something on it that is no extension.</summary>
    public static Subject Of(ClusterReference cluster) => new(cluster.Id, cluster);

    /// <summary>The extensions of a cluster.</summary>
    public static Subject ExtensionsOf(ClusterReference cluster) => new(cluster.Id, cluster, Api: ApiOwner.Connection);

    /// <summary>Extension types of a cluster or region.</summary>
    public static Subject Of(ExtensionTypeScope scope) => new(
        scope.Cluster?.Id ?? scope.Location ?? string.Empty, scope.Cluster, Api: ApiOwner.ExtensionTypes);

    /// <summary>Something that belongs to no cluster.</summary>
    /// <param name="path">Its path.</param>
    public static Subject At(string path) => new(path);
}
