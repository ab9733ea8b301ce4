namespace AksExtensions.Arm;

/// <summary>
/// The objects in a cluster as resources of Azure (Microsoft.KubernetesConfiguration/kubernetesResources, a preview). Source: the specification
/// 2026-06-15-preview in https://github.com/Azure/azure-rest-api-specs
/// </summary>
public interface IKubernetesResourceClient
{
    /// <summary>Lists the objects of a cluster, page by page (KubernetesResources_List).</summary>
    /// <returns>The JSON of the properties of each. They contain specifications, so read only the status.</returns>
    /// <exception cref="AksExtensionException"><c>ApiVersionNotSupported</c>: the cloud does not have the preview, which is asked once a connection; or another answer of Azure.</exception>
    IAsyncEnumerable<string> ListAsync(ClusterReference cluster, CancellationToken cancellationToken);
}
