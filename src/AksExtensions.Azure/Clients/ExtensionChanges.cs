using System.Text.Json;
using AksExtensions.Arm;
using AksExtensions.Azure.Pipeline;

namespace AksExtensions.Azure.Clients;

/// <summary>
/// Sends changes and determines their result. A change that Azure accepted is reported as accepted, whatever the body of its answer is. If the
/// answer may not be from Azure, the extension is read.
/// </summary>
/// <param name="calls">Sends.</param>
/// <param name="extensions">Reads the instance.</param>
/// <param name="onSending">Called when the change is sent; null means that there is no listener.</param>
internal sealed class ExtensionChanges(ArmCalls calls, IExtensionClient extensions, Action? onSending)
{
    /// <summary>Sends a create or an update.</summary>
    /// <param name="kind">Create or update.</param>
    /// <param name="method">The method.</param>
    /// <param name="extension">The extension.</param>
    /// <param name="body">The body, as UTF-8 JSON.</param>
    /// <param name="isOurs">Whether exactly this change is in progress on an instance.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    public async Task<StartedOperation> StartAsync(
        OperationKind kind, RequestMethod method, ExtensionReference extension, byte[] body, Func<ClusterExtension, bool> isOurs,
        CancellationToken cancellationToken)
    {
        var uri = calls.UriOf(extension);
        var sentAt = calls.Connection.TimeProvider.GetUtcNow();
        Response response;
        bool mayHaveArrivedBefore;
        try
        {
            (response, mayHaveArrivedBefore) = await calls.SendAsync(method, uri, body, cancellationToken, onSending);
        }
        catch (AksExtensionException failure) when (failure.MayHaveStarted)
        {
            return await FollowLostAsync(kind, extension, sentAt, failure, isOurs, cancellationToken);
        }

        if (response.Status is not (200 or 201 or 202))
        {
            return response.Status == 409 && mayHaveArrivedBefore
                && await FindArrivedAsync(kind, extension, sentAt, response, isOurs, cancellationToken) is { } arrived
                    ? arrived
                    : throw await RefusedAsync(response, extension, mayHaveArrivedBefore, cancellationToken);
        }

        var resource = ExtensionAnswer.Find(response, extension);
        var (token, obstacle) = RehydrationTokens.Create(calls.Requests, method, uri, response);
        if (response.Status == 200 && resource is null && token is null && !response.Content.ToMemory().IsEmpty)
        {
            // A gateway can also answer 200.
            return await LookUpAsync(kind, extension, sentAt, response, isOurs, cancellationToken);
        }

        // A PATCH that is answered with 200 is done, whatever its headers are. So is a resource without a state and an operation.
        var isDone = response.Status == 200 && (method == RequestMethod.Patch || token is null);
        var status = resource?.ProvisioningState
            ?? (isDone && resource is not null ? ProvisioningStates.Succeeded : kind == OperationKind.Create ? "Creating" : "Updating");
        return new(
            Operation(kind, extension, sentAt, response, status, isDone ? null : token), resource,
            obstacle ?? (resource is null && !response.Content.ToMemory().IsEmpty ? ErrorMapper.Invalid(response, extension.Id, "its body is not a resource") : null));
    }

    /// <inheritdoc cref="IExtensionClient.DeleteAsync"/>
    public async Task<StartedOperation?> DeleteAsync(ExtensionReference extension, bool force, CancellationToken cancellationToken)
    {
        var uri = calls.Requests.Uri(extension.Path, calls.Connection.ApiVersion, force ? [new("forceDelete", "true")] : null);
        var sentAt = calls.Connection.TimeProvider.GetUtcNow();
        Response response;
        bool mayHaveArrivedBefore;
        try
        {
            (response, mayHaveArrivedBefore) = await calls.SendAsync(RequestMethod.Delete, uri, null, cancellationToken, onSending);
        }
        catch (AksExtensionException failure) when (failure.MayHaveStarted)
        {
            return await FollowLostAsync(OperationKind.Delete, extension, sentAt, failure, LostAnswer.IsDelete, cancellationToken);
        }

        switch (response.Status)
        {
            case 201 or 202:
                var (token, obstacle) = RehydrationTokens.Create(calls.Requests, RequestMethod.Delete, uri, response);
                return new(Operation(OperationKind.Delete, extension, sentAt, response, "Deleting", token), null, obstacle);
            case 204 when response.RequestId() is not null:
                // It no longer exists, but an earlier attempt may have removed it.
                return mayHaveArrivedBefore ? Gone() : null;
            case 200 when IsDone(response):
                return Gone();
            case 200 or 204:
                return await LookUpAsync(OperationKind.Delete, extension, sentAt, response, LostAnswer.IsDelete, cancellationToken);
            case 409 when mayHaveArrivedBefore
                && await FindArrivedAsync(OperationKind.Delete, extension, sentAt, response, LostAnswer.IsDelete, cancellationToken) is { } arrived:
                return arrived;
            default:
                var refusal = await RefusedAsync(response, extension, mayHaveArrivedBefore, cancellationToken);
                return mayHaveArrivedBefore && refusal.ErrorId == nameof(Errors.ExtensionNotFound) ? Gone() : throw refusal;
        }

        StartedOperation Gone() => new(Operation(OperationKind.Delete, extension, sentAt, response, ProvisioningStates.Succeeded, null), null);
    }

    // An answer that is not from Azure, or only about the last attempt, does not rule out that the change started.
    private async Task<AksExtensionException> RefusedAsync(
        Response response, ExtensionReference extension, bool mayHaveArrivedBefore, CancellationToken cancellationToken)
    {
        var refusal = await calls.RefusedAsync(response, extension, cancellationToken);
        refusal.MayHaveStarted = refusal.ErrorId is nameof(Errors.AnswerInvalid) or nameof(Errors.ServiceUnavailable)
            || (mayHaveArrivedBefore && refusal.ErrorId == nameof(Errors.Throttled));
        return refusal;
    }

    // The service answers a finished delete with an empty body or a serialized HttpResponseMessage.
    private static bool IsDone(Response response)
    {
        if (response.Content.ToMemory().IsEmpty)
        {
            return response.RequestId() is not null;
        }

        try
        {
            using var document = AnswerJson.Parse(response.Content.ToMemory());
            return document.RootElement.Property("statusCode") is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // The answer may be from a gateway, so only the instance itself is trusted.
    private async Task<StartedOperation> LookUpAsync(
        OperationKind kind, ExtensionReference extension, DateTimeOffset sentAt, Response answer, Func<ClusterExtension, bool> isOurs,
        CancellationToken cancellationToken)
    {
        var doubt = ErrorMapper.Invalid(answer, extension.Id, $"HTTP {answer.Status} without what Azure says of a change");
        try
        {
            return await FindArrivedAsync(kind, extension, sentAt, answer, isOurs, cancellationToken) is { } arrived
                ? arrived with { Obstacle = doubt }
                : throw doubt;
        }
        catch (AksExtensionException failure) when (failure != doubt)
        {
            doubt.MayHaveStarted = true;
            throw doubt;
        }
    }

    // The answer was lost or cannot be read. The state of the instance decides; without it, the result is unknown.
    private async Task<StartedOperation> FollowLostAsync(
        OperationKind kind, ExtensionReference extension, DateTimeOffset sentAt, AksExtensionException failure, Func<ClusterExtension, bool> isOurs,
        CancellationToken cancellationToken)
    {
        StartedOperation? arrived = null;
        try
        {
            arrived = await FindArrivedAsync(kind, extension, sentAt, null, isOurs, cancellationToken);
        }
        catch (AksExtensionException unread) when (unread != failure)
        {
            // The first failure says more than the failure of this reading.
        }

        return arrived is null ? throw failure : arrived with { Obstacle = failure };
    }

    // A conflict after an attempt whose answer was lost: the conflict is with our own change if the operation in progress matches the request.
    // The link to its operation was lost with the answer, so the instance itself is polled.
    private async Task<StartedOperation?> FindArrivedAsync(
        OperationKind kind, ExtensionReference extension, DateTimeOffset sentAt, Response? answer, Func<ClusterExtension, bool> isOurs,
        CancellationToken cancellationToken)
    {
        try
        {
            var current = await extensions.GetAsync(extension, cancellationToken);
            return isOurs(current) ? new(Operation(kind, extension, sentAt, answer, current.ProvisioningState!, null), current) : null;
        }
        catch (AksExtensionException failure) when (kind == OperationKind.Delete && failure.ErrorId == nameof(Errors.ExtensionNotFound))
        {
            return new(Operation(kind, extension, sentAt, answer, ProvisioningStates.Succeeded, null), null);
        }
    }

    private static ExtensionOperation Operation(
        OperationKind kind, ExtensionReference extension, DateTimeOffset startedAt, Response? response, string status, string? token) =>
        new(kind, extension, startedAt, status, token, response?.RequestId());
}
