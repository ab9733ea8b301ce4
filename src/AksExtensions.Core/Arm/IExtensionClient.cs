namespace AksExtensions.Arm;

/// <summary>
/// Extensions of clusters. Source: https://learn.microsoft.com/rest/api/kubernetesconfiguration/extensions
/// </summary>
public interface IExtensionClient
{
    /// <summary>Reads an extension (Extensions_Get).</summary>
    /// <exception cref="AksExtensionException"><c>ExtensionNotFound</c>, <c>ClusterNotFound</c> or another answer of Azure.</exception>
    Task<ClusterExtension> GetAsync(ExtensionReference extension, CancellationToken cancellationToken);

    /// <summary>Lists the extensions of a cluster (Extensions_List), page by page.</summary>
    IAsyncEnumerable<ClusterExtension> ListAsync(ClusterReference cluster, CancellationToken cancellationToken);

    /// <summary>Starts a create (Extensions_Create).</summary>
    /// <param name="extension">The extension.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <param name="onSending">
    /// Called, on any thread, when the request leaves: not while it waits for ARM's budget or for a token. From then on, Azure might have received
    /// it. Null means that there is no listener.
    /// </param>
    Task<StartedOperation> CreateAsync(
        ExtensionReference extension, CreateExtensionRequest request, CancellationToken cancellationToken, Action? onSending = null);

    /// <summary>Starts an update (Extensions_Update).</summary>
    /// <inheritdoc cref="CreateAsync"/>
    Task<StartedOperation> UpdateAsync(
        ExtensionReference extension, UpdateExtensionRequest request, CancellationToken cancellationToken, Action? onSending = null);

    /// <summary>Starts a delete (Extensions_Delete).</summary>
    /// <param name="extension">The extension.</param>
    /// <param name="force">Whether Azure removes the extension without waiting for the cluster's agents.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <param name="onSending">As for <see cref="CreateAsync"/>.</param>
    /// <returns>The operation; null when there was nothing to delete.</returns>
    Task<StartedOperation?> DeleteAsync(ExtensionReference extension, bool force, CancellationToken cancellationToken, Action? onSending = null);

    /// <summary>Reads the state of an operation, once; when it succeeded, the final resource too.</summary>
    Task<OperationPoll> PollAsync(ExtensionOperation operation, CancellationToken cancellationToken);
}
