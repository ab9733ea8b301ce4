using System.Text.Json;
using AksExtensions.Arm;
using AksExtensions.Azure.Pipeline;
using Azure;

namespace AksExtensions.Azure.Clients;

/// <summary>Reads the state of an operation: from the operation itself, or from the instance where that has to do.</summary>
internal sealed class OperationPolls(ArmCalls calls)
{
    /// <inheritdoc cref="IExtensionClient.PollAsync"/>
    public async Task<OperationPoll> PollAsync(ExtensionOperation operation, CancellationToken cancellationToken)
    {
        var extension = operation.Extension;
        if (operation.Operation == OperationKind.Delete && ProvisioningStates.Is(operation.Status, ProvisioningStates.Succeeded))
        {
            return new(operation, IsCompleted: true);
        }

        var response = operation.RehydrationToken is { } token
            ? await calls.Requests.PollAsync(RehydrationTokens.Read(token, extension, calls.Requests), extension.Id, calls.Scope, cancellationToken)
            : await calls.GetAsync(calls.UriOf(extension), cancellationToken);
        var retryAfter = ArmRetryPolicy.RetryAfter(response, calls.Connection.TimeProvider);
        if (operation.Operation == OperationKind.Delete && response.Status is 404 or 204)
        {
            // The service forgets the operation with the extension: a 404, which Azure.Core hands on as a 204.
            return new(operation.With("Succeeded"), IsCompleted: true);
        }

        if (response.Status == 404 && operation.RehydrationToken is not null)
        {
            // The service does not remember an operation for ever; then the instance itself tells its state.
            response = await calls.GetAsync(calls.UriOf(extension), cancellationToken);
        }

        if (response.Status != 200)
        {
            throw await calls.RefusedAsync(response, extension, cancellationToken);
        }

        using var document = ArmCalls.Parse(response, extension.Id);
        var root = document.RootElement;
        if (root.Property("properties")?.String("provisioningState") is { } state && root.String("status") is null)
        {
            return FromResource(operation, ModelMapper.Extension(root, extension.Cluster, extension.Name), state, response, retryAfter);
        }

        var status = root.String("status") ?? throw ErrorMapper.Invalid(response, extension.Id, "the operation has no status");
        var failure = ProvisioningStates.Is(status, ProvisioningStates.Failed) || ProvisioningStates.Is(status, ProvisioningStates.Canceled)
            ? OperationError(root, response)
            : null;
        // Succeeded without the resource: the last GET failed after the state was read. The next poll reads both again.
        var completed = failure is not null
            || (ProvisioningStates.IsTerminal(status) && operation.Operation == OperationKind.Delete);
        return new(operation.With(status), completed, Failure: failure, RetryAfter: retryAfter);
    }

    private static OperationPoll FromResource(
        ExtensionOperation operation, ClusterExtension extension, string state, Response response, TimeSpan? retryAfter)
    {
        // A resource that can still be read is not deleted yet, whatever its state says.
        if (operation.Operation == OperationKind.Delete && !ProvisioningStates.Is(state, ProvisioningStates.Failed))
        {
            return new(operation.With("Deleting"), IsCompleted: false, RetryAfter: retryAfter);
        }

        if (!extension.IsTerminal)
        {
            return new(operation.With(state), IsCompleted: false, RetryAfter: retryAfter);
        }

        return ProvisioningStates.Is(state, ProvisioningStates.Succeeded)
            ? new(operation.With(state), IsCompleted: true, extension)
            : new(
                operation.With(state), IsCompleted: true, extension,
                new ArmError(response.Status, extension.ErrorInfo ?? new(null, null, null, []), response.RequestId()));
    }

    private static ArmError OperationError(JsonElement operation, Response response) => new(
        response.Status,
        operation.Property("error") is { ValueKind: JsonValueKind.Object } error ? ModelMapper.Error(error) : new(null, null, null, []),
        response.RequestId());
}
