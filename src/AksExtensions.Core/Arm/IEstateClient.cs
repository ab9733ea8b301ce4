using AksExtensions.Estate;

namespace AksExtensions.Arm;

/// <summary>
/// Azure Resource Graph. Source: https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources
/// </summary>
public interface IEstateClient
{
    /// <summary>Reads a page of clusters.</summary>
    Task<EstatePage<AksCluster>> FindClustersAsync(EstatePageRequest request, CancellationToken cancellationToken);

    /// <summary>Reads a page of extensions.</summary>
    Task<EstatePage<ClusterExtension>> FindExtensionsAsync(EstatePageRequest request, CancellationToken cancellationToken);
}
