using AksExtensions.Arm;
using AksExtensions.Azure.Answers;

namespace AksExtensions.Azure.Clients;

/// <summary><see cref="IExtensionClient"/> over Microsoft.KubernetesConfiguration/extensions.</summary>
internal sealed class ExtensionClient(ArmCalls calls) : IExtensionClient
{
    public async Task<ClusterExtension> GetAsync(ExtensionReference extension, CancellationToken cancellationToken)
    {
        var response = await calls.GetAsync(calls.UriOf(extension), cancellationToken);
        return response.Status == 200
            ? ExtensionAnswer.Read(response, extension)
            : throw await calls.RefusedAsync(response, extension, cancellationToken);
    }

    public IAsyncEnumerable<ClusterExtension> ListAsync(ClusterReference cluster, CancellationToken cancellationToken) => calls.ListAsync(
        calls.Requests.Uri($"{cluster.ExtensionProviderPath}/extensions", calls.Connection.ApiVersion),
        Subject.ExtensionsOf(cluster), resource => ModelMapper.Extension(resource, cluster), cancellationToken);

    public async Task<StartedOperation> CreateAsync(
        ExtensionReference extension, CreateExtensionRequest request, CancellationToken cancellationToken, Action? onSending = null)
    {
        calls.Scope.Remember(
            request.ConfigurationProtectedSettings,
            [
                calls.Connection.Endpoint.Authority, extension.Id, request.ExtensionType, request.Version, request.ReleaseTrain, request.ReleaseNamespace, request.TargetNamespace,
                .. request.ConfigurationSettings?.Values ?? [],
            ]);
        var body = RequestBody.Write(request, extension.Cluster);
        return await new ExtensionChanges(calls, this, onSending).StartAsync(
            OperationKind.Create, RequestMethod.Put, extension, body, resource => LostAnswer.IsOf(request, resource), cancellationToken);
    }

    public async Task<StartedOperation> UpdateAsync(
        ExtensionReference extension, UpdateExtensionRequest request, CancellationToken cancellationToken, Action? onSending = null)
    {
        calls.Scope.Remember(
            request.ConfigurationProtectedSettings,
            [calls.Connection.Endpoint.Authority, extension.Id, request.ExpectedExtensionType, request.Version, request.ReleaseTrain, .. request.ConfigurationSettings?.Values ?? []]);
        return await new ExtensionChanges(calls, this, onSending).StartAsync(
            OperationKind.Update, RequestMethod.Patch, extension, RequestBody.Write(request),
            resource => LostAnswer.IsOf(request, resource), cancellationToken);
    }

    public Task<StartedOperation?> DeleteAsync(ExtensionReference extension, bool force, CancellationToken cancellationToken, Action? onSending = null) =>
        new ExtensionChanges(calls, this, onSending).DeleteAsync(extension, force, cancellationToken);

    public Task<OperationPoll> PollAsync(ExtensionOperation operation, CancellationToken cancellationToken) =>
        new OperationPolls(calls, this).PollAsync(operation, cancellationToken);
}
