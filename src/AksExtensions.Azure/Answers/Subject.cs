using AksExtensions.Arm;

namespace AksExtensions.Azure.Answers;

/// <summary>The owner of a request's api-version, which determines the advice when Azure does not offer that version.</summary>
internal enum ApiOwner
{
    /// <summary>The module: the user cannot choose one.</summary>
    Module,

    /// <summary>The connection: -ApiVersion chooses another one.</summary>
    Connection,

    /// <summary>The client of extension types, which falls back to the version that the cloud has.</summary>
    ExtensionTypes,
}

/// <summary>The subject of a request, which determines the meaning of a refusal.</summary>
/// <param name="Target">A resource id or the path of the request, for errors.</param>
/// <param name="Cluster">The cluster, or that of the extension; null when there is none.</param>
/// <param name="Extension">The extension; null when there is none.</param>
/// <param name="Api">The owner of its api-version.</param>
internal sealed record Subject(string Target, ClusterReference? Cluster = null, ExtensionReference? Extension = null, ApiOwner Api = ApiOwner.Module)
{
    /// <summary>Whether the target is one resource that is neither a cluster nor an extension.</summary>
    public bool IsResource { get; private init; }

    /// <summary>An extension.</summary>
    public static Subject Of(ExtensionReference extension) => new(extension.Id, extension.Cluster, extension, ApiOwner.Connection);

    /// <summary>A cluster, or something on it other than an extension.</summary>
    public static Subject Of(ClusterReference cluster) => new(cluster.Id, cluster);

    /// <summary>The extensions of a cluster.</summary>
    public static Subject ExtensionsOf(ClusterReference cluster) => new(cluster.Id, cluster, Api: ApiOwner.Connection);

    /// <summary>Extension types of a cluster, region or subscription.</summary>
    public static Subject Of(ExtensionTypeScope scope) => new(
        scope.Cluster?.Id ?? scope.Location ?? $"/subscriptions/{scope.SubscriptionId}", scope.Cluster, Api: ApiOwner.ExtensionTypes);

    /// <summary>Another resource.</summary>
    /// <param name="resourceId">Its ID.</param>
    public static Subject OfResource(string resourceId) => new(resourceId) { IsResource = true };

    /// <summary>Something that does not belong to a cluster.</summary>
    /// <param name="path">Its path.</param>
    public static Subject At(string path) => new(path);
}
