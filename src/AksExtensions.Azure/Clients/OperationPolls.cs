using System.Text.Json;
using AksExtensions.Arm;
using AksExtensions.Azure.Answers;
using AksExtensions.Azure.Pipeline;

namespace AksExtensions.Azure.Clients;

/// <summary>
/// Reads the state of an operation: from the operation, or from the instance when the operation cannot be read. A wait ends only when the
/// instance confirms the state.
/// </summary>
/// <param name="calls">Sends.</param>
/// <param name="extensions">Reads the instance.</param>
internal sealed class OperationPolls(ArmCalls calls, IExtensionClient extensions)
{
    /// <inheritdoc cref="IExtensionClient.PollAsync"/>
    public async Task<OperationPoll> PollAsync(ExtensionOperation operation, CancellationToken cancellationToken)
    {
        var extension = operation.Extension;
        if (operation.Operation == OperationKind.Delete && ProvisioningStates.Is(operation.Status, ProvisioningStates.Succeeded))
        {
            return new(operation, IsCompleted: true);
        }

        if (operation.RehydrationToken is not { } token)
        {
            return await FromInstanceAsync(operation, null, cancellationToken);
        }

        var place = RehydrationTokens.Read(token, extension, calls.Requests);
        try
        {
            return await FromOperationAsync(operation, place, cancellationToken);
        }
        catch (AksExtensionException obstacle) when (obstacle.ErrorId is nameof(Errors.ForeignHostRefused) or nameof(Errors.AnswerInvalid))
        {
            return await FromInstanceAsync(operation, obstacle, cancellationToken);
        }
    }

    private async Task<OperationPoll> FromOperationAsync(ExtensionOperation operation, RehydrationToken place, CancellationToken cancellationToken)
    {
        var extension = operation.Extension;
        var response = await calls.Requests.PollAsync(place, extension.Id, calls.Scope, cancellationToken);
        return response.Status switch
        {
            200 => FromAnswer(operation, response, mayBeUnknown: false)!,
            202 when FromAnswer(operation, response, mayBeUnknown: true) is { } poll => poll,
            // The service forgets the operation together with the extension.
            404 when operation.Operation == OperationKind.Delete && IsForgotten(response) => Done(operation),
            // Temporary failures are retried.
            408 or 429 or >= 500 => throw Refusals.Of(response, Subject.Of(extension), calls.Connection.TimeProvider),
            _ => await FromInstanceAsync(operation, Refusals.Of(response, Subject.Of(extension), calls.Connection.TimeProvider), cancellationToken),
        };
    }

    private static OperationPoll Done(ExtensionOperation operation) => new(operation.With(ProvisioningStates.Succeeded), IsCompleted: true);

    private static bool IsForgotten(Response response) =>
        AnswerBody.OfRaw(response) is { Kind: BodyKind.Arm, Error.Code: { } code } && code is "ResourceNotFound" or "NotFound" or "OperationNotFound";

    private async Task<OperationPoll> FromInstanceAsync(ExtensionOperation operation, AksExtensionException? obstacle, CancellationToken cancellationToken)
    {
        ClusterExtension instance;
        try
        {
            instance = await extensions.GetAsync(operation.Extension, cancellationToken);
        }
        catch (AksExtensionException failure) when (operation.Operation == OperationKind.Delete
            && failure.ErrorId is nameof(Errors.ExtensionNotFound) or nameof(Errors.ClusterNotFound))
        {
            return Done(operation) with { Obstacle = obstacle };
        }

        // An instance without a state has no operation in progress.
        return FromInstance(operation, instance, instance.ProvisioningState ?? ProvisioningStates.Succeeded, null, null) with { Obstacle = obstacle };
    }

    private OperationPoll? FromAnswer(ExtensionOperation operation, Response response, bool mayBeUnknown)
    {
        var extension = operation.Extension;
        var retryAfter = AnswerHeaders.RetryAfter(response, calls.Connection.TimeProvider);
        JsonDocument document;
        try
        {
            document = ArmCalls.Parse(response, extension.Id);
        }
        catch (AksExtensionException) when (mayBeUnknown)
        {
            return null;
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.String("status") is not { } status)
            {
                return root.Property("properties") is { ValueKind: JsonValueKind.Object } properties
                    && (properties.String("provisioningState") ?? (IsInstance(root, extension) ? ProvisioningStates.Succeeded : null)) is { } state
                        ? FromInstance(operation, ModelMapper.Extension(root, extension.Cluster, extension.Name), state, response, retryAfter)
                    : mayBeUnknown ? null
                    : throw ErrorMapper.Invalid(response, extension.Id, "the operation has no status");
            }

            var failure = ProvisioningStates.Is(status, ProvisioningStates.Failed) || ProvisioningStates.Is(status, ProvisioningStates.Canceled)
                ? new ArmError(response.Status, OperationError(root.Property("error")), response.RequestId())
                : null;
            // Succeeded without the resource: the last GET failed after the state was read. The next poll reads both again.
            var completed = failure is not null
                || (ProvisioningStates.IsTerminal(status) && operation.Operation == OperationKind.Delete);
            return new(operation.With(status), completed, Failure: failure, RetryAfter: retryAfter);
        }
    }

    private static bool IsInstance(JsonElement root, ExtensionReference extension) =>
        extension.Id.Equals(root.String("id"), StringComparison.OrdinalIgnoreCase);

    private static OperationPoll FromInstance(
        ExtensionOperation operation, ClusterExtension extension, string state, Response? response, TimeSpan? retryAfter)
    {
        // A resource that can still be read is not deleted yet, whatever its state is.
        if (operation.Operation == OperationKind.Delete && !ProvisioningStates.Is(state, ProvisioningStates.Failed))
        {
            return new(operation.With("Deleting"), IsCompleted: false, RetryAfter: retryAfter);
        }

        if (!ProvisioningStates.IsTerminal(state))
        {
            return new(operation.With(state), IsCompleted: false, RetryAfter: retryAfter);
        }

        return ProvisioningStates.Is(state, ProvisioningStates.Succeeded)
            ? new(operation.With(state), IsCompleted: true, extension)
            : new(
                operation.With(state), IsCompleted: true, extension,
                new ArmError(response?.Status ?? 200, extension.ErrorInfo ?? new(null, null, null, []), response?.RequestId() ?? operation.RequestId));
    }

    // ARM promises an object. Any other value is still the reason for the failure.
    private static ArmErrorDetail OperationError(JsonElement? error) => error switch
    {
        { ValueKind: JsonValueKind.Object } value => ModelMapper.Error(value),
        { ValueKind: JsonValueKind.Array } list => new(null, null, null, [.. list.EnumerateArray().Select(item => OperationError(item))]),
        { } text => new(null, JsonPlain.Text(text), null, []),
        null => new(null, null, null, []),
    };
}
