using AksExtensions.Arm;

namespace AksExtensions.Catalogue;

/// <summary>The catalogue as a replacement for Azure's list of types, when that is not available.</summary>
internal static class KnownTypes
{
    /// <summary>Lists the known types in the form of Azure's list.</summary>
    /// <param name="scope">The cluster or region. The catalogue does not know which regions offer a type.</param>
    /// <param name="filter">The filters. The catalogue knows no Marketplace plans, so a filter for one finds nothing.</param>
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
