using AksExtensions.Arm;
using AksExtensions.Azure.Answers;
using AksExtensions.Azure.Pipeline;
using Azure;
using Azure.Core;

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
        ExtensionReference extension, CreateExtensionRequest request, CancellationToken cancellationToken)
    {
        calls.Scope.Remember(
            request.ConfigurationProtectedSettings,
            [
                extension.Id, request.ExtensionType, request.Version, request.ReleaseTrain, request.ReleaseNamespace, request.TargetNamespace,
                .. request.ConfigurationSettings?.Values ?? [],
            ]);
        var body = RequestBody.Write(request, extension.Cluster);
        return await StartAsync(
            OperationKind.Create, RequestMethod.Put, extension, body, resource => LostAnswer.IsOf(request, resource), cancellationToken);
    }

    public async Task<StartedOperation> UpdateAsync(
        ExtensionReference extension, UpdateExtensionRequest request, CancellationToken cancellationToken)
    {
        calls.Scope.Remember(
            request.ConfigurationProtectedSettings,
            [extension.Id, request.ExpectedExtensionType, request.Version, request.ReleaseTrain, .. request.ConfigurationSettings?.Values ?? []]);
        return await StartAsync(
            OperationKind.Update, RequestMethod.Patch, extension, RequestBody.Write(request),
            resource => LostAnswer.IsOf(request, resource), cancellationToken);
    }

    public async Task<StartedOperation?> DeleteAsync(ExtensionReference extension, bool force, CancellationToken cancellationToken)
    {
        var uri = calls.Requests.Uri(extension.Path, calls.Connection.ApiVersion, force ? [new("forceDelete", "true")] : null);
        var sentAt = calls.Connection.TimeProvider.GetUtcNow();
        var (response, mayHaveArrivedBefore) = await calls.SendAsync(RequestMethod.Delete, uri, null, cancellationToken);
        StartedOperation Gone() => new(Operation(OperationKind.Delete, extension, sentAt, response, "Succeeded", null), null);
        switch (response.Status)
        {
            // Gone, and whoever sent an earlier try cannot say that there was nothing.
            case 204 when mayHaveArrivedBefore:
                return Gone();
            case 204:
                return null;
            case 409 when mayHaveArrivedBefore
                && await FindArrivedAsync(OperationKind.Delete, extension, sentAt, response, LostAnswer.IsDelete, cancellationToken) is { } arrived:
                return arrived;
            case 200:
                // Done. The body is a serialised HttpResponseMessage and says nothing.
                return Gone();
            case 202:
                return new(Operation(OperationKind.Delete, extension, sentAt, response, "Deleting", RehydrationTokens.Create(calls.Requests, RequestMethod.Delete, uri, response)), null);
            default:
                var refusal = await calls.RefusedAsync(response, extension, cancellationToken);
                return mayHaveArrivedBefore && refusal.ErrorId == nameof(Errors.ExtensionNotFound)
                    ? Gone()
                    : throw refusal;
        }
    }

    public Task<OperationPoll> PollAsync(ExtensionOperation operation, CancellationToken cancellationToken) =>
        new OperationPolls(calls).PollAsync(operation, cancellationToken);

    private async Task<StartedOperation> StartAsync(
        OperationKind kind, RequestMethod method, ExtensionReference extension, byte[] body, Func<ClusterExtension, bool> isOurs,
        CancellationToken cancellationToken)
    {
        var uri = calls.UriOf(extension);
        var sentAt = calls.Connection.TimeProvider.GetUtcNow();
        var (response, mayHaveArrivedBefore) = await calls.SendAsync(method, uri, body, cancellationToken);
        if (response.Status is not (200 or 201 or 202))
        {
            if (response.Status == 409 && mayHaveArrivedBefore
                && await FindArrivedAsync(kind, extension, sentAt, response, isOurs, cancellationToken) is { } arrived)
            {
                return arrived;
            }

            throw await calls.RefusedAsync(response, extension, cancellationToken);
        }

        // A PATCH may be accepted with an empty body.
        var resource = response.Content.ToMemory().IsEmpty ? null : ExtensionAnswer.Read(response, extension);
        // A PATCH that is answered with 200 is done, whatever headers it carries.
        var token = method == RequestMethod.Patch && response.Status == 200 ? null : RehydrationTokens.Create(calls.Requests, method, uri, response);
        var status = resource?.ProvisioningState ?? (kind == OperationKind.Create ? "Creating" : "Updating");
        return new(Operation(kind, extension, sentAt, response, status, token), resource);
    }

    // A conflict after a try whose answer was lost: with ourselves, when what is under way is what was asked for. Its own operation's link
    // was lost with the answer, so the instance itself is asked from here on.
    private async Task<StartedOperation?> FindArrivedAsync(
        OperationKind kind, ExtensionReference extension, DateTimeOffset sentAt, Response conflict, Func<ClusterExtension, bool> isOurs,
        CancellationToken cancellationToken)
    {
        try
        {
            var current = await GetAsync(extension, cancellationToken);
            return isOurs(current) ? new(Operation(kind, extension, sentAt, conflict, current.ProvisioningState!, null), current) : null;
        }
        catch (AksExtensionException failure) when (kind == OperationKind.Delete && failure.ErrorId == nameof(Errors.ExtensionNotFound))
        {
            return new(Operation(kind, extension, sentAt, conflict, "Succeeded", null), null);
        }
    }

    private static ExtensionOperation Operation(
        OperationKind kind, ExtensionReference extension, DateTimeOffset startedAt, Response response, string status, string? token) =>
        new(kind, extension, startedAt, status, token, response.RequestId());
}
