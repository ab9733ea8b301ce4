using AksExtensions.Arm;

namespace AksExtensions.Catalogue;

/// <summary>The catalogue in the place of Azure's list of types, where that cannot be had.</summary>
internal static class KnownTypes
{
    /// <summary>The types that are known, as Azure would describe them.</summary>
    /// <param name="scope">The cluster or region. Whether a type is offered in a region is not known here.</param>
    /// <param name="filter">The filters. No Marketplace plan is known here, so that one finds nothing.</param>
    public static IEnumerable<ExtensionTypeInfo> Find(ExtensionTypeScope scope, ExtensionTypeFilter filter)
    {
        var clusterType = scope.Cluster?.ClusterType ?? (filter.ClusterType is { } kind ? ClusterTypeInfo.Of(kind).ResourceType : null);
        return TypeCatalogue.BuiltIn.All
            .Where(type => filter is { PlanName: null, PlanPublisher: null, PlanProduct: null }
                && (clusterType is null || type.ClusterTypes.Contains(clusterType, StringComparer.OrdinalIgnoreCase))
                && (filter.ReleaseTrain is null || type.ReleaseTrains.Contains(filter.ReleaseTrain, StringComparer.OrdinalIgnoreCase)))
            .Select(type => new ExtensionTypeInfo
            {
                Name = type.Name,
                Description = $"{type.DisplayName}: {type.Description}",
                SupportedClusterTypes = type.ClusterTypes,
                DefaultScope = type.Scopes[0],
                DefaultReleaseNamespace = type.DefaultNamespace,
                AdditionalProperties = new Dictionary<string, object?>
                {
                    ["releaseTrains"] = type.ReleaseTrains.ToArray(),
                    ["documentation"] = type.Documentation.ToString(),
                },
            });
    }
}
