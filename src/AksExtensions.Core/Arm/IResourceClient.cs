namespace AksExtensions.Arm;

/// <summary>
/// Any resource of ARM that an extension depends on, such as its storage account.
/// Source: https://learn.microsoft.com/rest/api/resources/resources/get-by-id
/// </summary>
public interface IResourceClient
{
    /// <summary>Reads a resource by its ID.</summary>
    /// <param name="resourceId">
    /// The ID, not encoded: <c>/subscriptions/{guid}/resourceGroups/{name}/providers/{namespace}/{type}/{name}</c>, at most with more pairs of a
    /// type and a name.
    /// </param>
    /// <param name="apiVersion">The API version of its type.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <exception cref="AksExtensionException"><c>ResourceNotFound</c>, <c>AuthorizationFailed</c> or another answer of Azure.</exception>
    Task<ResourceFacts> GetAsync(string resourceId, string apiVersion, CancellationToken cancellationToken);
}
