using AksExtensions.Emulator.Http;

namespace AksExtensions.Emulator.Resources;

/// <summary>Writes and reads resource IDs.</summary>
internal static class ResourceIds
{
    public const string ExtensionsNamespace = "Microsoft.KubernetesConfiguration";

    public static string Group(string subscription, string group) => $"/subscriptions/{subscription}/resourceGroups/{group}";

    public static string Cluster(string subscription, string group, ClusterKind kind, string name)
    {
        var type = ClusterType.Of(kind);
        return $"/subscriptions/{subscription}/resourceGroups/{group}/providers/{type.Namespace}/{type.Type}/{name}";
    }

    public static string StorageAccount(string subscription, string group, string name) =>
        $"{Group(subscription, group)}/providers/Microsoft.Storage/storageAccounts/{name}";

    public static string Extension(string clusterId, string name) => $"{clusterId}/providers/{ExtensionsNamespace}/extensions/{name}";

    /// <summary>Parses the ID of a cluster; null when it is not one.</summary>
    public static (string Subscription, string Group, ClusterType Type, string Name)? ParseCluster(string id) => ParseCluster(Parse(id));

    public static (string Subscription, string Group, ClusterType Type, string Name)? ParseCluster(ArmPath path) =>
        path is { Subscription: { } subscription, ResourceGroup: { } group, Providers: [{ Parts: [var type, var name, ..] } provider, ..] }
        && ClusterType.Find(provider.Namespace, type) is { } clusterType
            ? (subscription, group, clusterType, name)
            : null;

    /// <summary>Parses the ID of an extension into the ID of its cluster (in canonical spelling) and its name; null when it is not one.</summary>
    public static (string ClusterId, string Name)? ParseExtension(string id)
    {
        var path = Parse(id);
        if (ParseCluster(path) is not { } cluster || path.Providers is not [_, { Parts: [var type, var name] } provider])
            return null;
        return provider.IsNamespace(ExtensionsNamespace) && type.Equals("extensions", StringComparison.OrdinalIgnoreCase)
            ? (Cluster(cluster.Subscription, cluster.Group, cluster.Type.Kind, cluster.Name), name)
            : null;
    }

    private static ArmPath Parse(string id) => ArmPath.Parse(id.Split('/', StringSplitOptions.RemoveEmptyEntries));
}
