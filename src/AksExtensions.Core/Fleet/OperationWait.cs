using AksExtensions.Arm;

namespace AksExtensions.Fleet;

/// <summary>Waits for operations: takes turns with other polls, sleeps between polls, and reports why an operation failed.</summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="timeProvider">The clock for waiting and timeouts.</param>
/// <param name="timeout">How long to wait for an operation to end; <see cref="Timeout.InfiniteTimeSpan"/> means forever.</param>
/// <param name="observer">Receives events.</param>
/// <param name="budget">The budget that all running operations share; null means no budget.</param>
internal sealed class OperationWait(
    IArmService service, TimeProvider timeProvider, TimeSpan timeout, ILifecycleObserver observer, ArmBudget? budget)
{
    // The limit of the last read after the timeout, so that retries of faults and throttling end.
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(30);

    /// <summary>Waits for the end of an operation.</summary>
    /// <returns>The final resource after a create or update; null after a delete.</returns>
    /// <exception cref="AksExtensionException"><c>OperationFailed</c>, <c>OperationCanceled</c>, <c>OperationTimedOut</c>, or an answer of
    /// Azure that waiting cannot change.</exception>
    public async Task<ClusterExtension?> WaitAsync(ExtensionOperation operation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var time = new TargetTime(timeProvider, timeout, budget, operation.Since);
        var isOver = false;
        string? readFailure = null;
        while (true)
        {
            TimeSpan? retryAfter = null;
            try
            {
                OperationPoll poll;
                using (isOver ? null : await TurnAsync(operation.Extension.Cluster.SubscriptionId, time, cancellationToken))
                {
                    poll = await PollAsync(operation, time, cancellationToken);
                }

                operation = poll.Operation;
                retryAfter = poll.RetryAfter;
                readFailure = null;
                if (poll.Obstacle is { } obstacle)
                {
                    observer.OnReadFailed(operation, obstacle);
                }

                observer.OnPolled(operation);
                if (poll.IsCompleted)
                {
                    observer.OnEnded(operation);
                    return poll.Failure is null && ProvisioningStates.Is(operation.Status, ProvisioningStates.Succeeded)
                        ? poll.Extension
                        : throw await EndedBadlyAsync(operation, poll.Failure, time, cancellationToken);
                }
            }
            catch (AksExtensionException failure) when (IsPassing(failure))
            {
                // A failure to read the state is not a failure of the operation.
                readFailure = failure.Message;
                observer.OnReadFailed(operation, failure);
            }
            catch (AksExtensionException failure) when (failure.ErrorId is nameof(Errors.ExtensionNotFound) or nameof(Errors.ClusterNotFound))
            {
                // The extension was removed in the meantime, so there is nothing to wait for.
                observer.OnEnded(operation);
                throw;
            }
            catch (AksExtensionException failure) when (IsAboutReading(failure))
            {
                // Waiting does not help, and Azure has accepted the operation.
                throw Errors.ContinuesUnread(failure, operation.Operation);
            }

            if (isOver || time.Left <= TimeSpan.Zero)
            {
                // The last poll ends at the timeout or after it, not before it.
                observer.OnEnded(operation);
                throw Errors.OperationTimedOut(operation, timeout, Refusing(operation) ?? readFailure);
            }

            var age = timeProvider.GetUtcNow() - operation.Started;
            isOver = await SleepAsync(time, PollSchedule.Next(age, retryAfter), cancellationToken);
        }
    }

    // Sleeps, but not beyond the timeout. Returns whether the timeout has ended.
    private async Task<bool> SleepAsync(TargetTime time, TimeSpan interval, CancellationToken cancellationToken)
    {
        var patience = time.Left;
        var wait = interval < patience ? interval : patience;
        if (wait > TimeSpan.Zero)
        {
            // Timers count whole milliseconds. Less than one would be no wait at all, again and again.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), timeProvider, cancellationToken);
        }

        return patience <= interval;
    }

    // Reads the state, with retries after a bad answer, but not beyond the timeout and one last read.
    private async Task<OperationPoll> PollAsync(ExtensionOperation operation, TargetTime time, CancellationToken cancellationToken)
    {
        using var limit = time.Bound(LastLook, cancellationToken);
        try
        {
            return await service.Extensions.PollAsync(operation, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            observer.OnEnded(operation);
            throw Errors.OperationTimedOut(operation, timeout, Refusing(operation) ?? "Azure did not answer in time.");
        }
    }

    // Until when Azure takes no more reads; null when it takes them.
    private string? Refusing(ExtensionOperation operation) =>
        budget?.PauseLeft(operation.Extension.Cluster.SubscriptionId, RequestKind.Read) is { } pause && pause > TimeSpan.Zero
            ? Errors.Throttled(operation.Extension.Id, arm: null, ArmPause.Clock(timeProvider, pause)).Message
            : null;

    // Waits for a turn to poll, but not beyond the timeout. The last poll, at its end, does not wait.
    private async Task<IDisposable?> TurnAsync(string subscription, TargetTime time, CancellationToken cancellationToken)
    {
        if (budget is null)
        {
            return null;
        }

        if (budget.TryPoll(subscription) is { } turn)
        {
            return turn;
        }

        if (time.Left <= TimeSpan.Zero)
        {
            return null;
        }

        using var limit = time.Bound(TimeSpan.Zero, cancellationToken);
        try
        {
            return await budget.WaitForPollAsync(subscription, limit.Token, pause => service.ReportPause(subscription, pause));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<AksExtensionException> EndedBadlyAsync(
        ExtensionOperation operation, ArmError? failure, TargetTime time, CancellationToken cancellationToken)
    {
        // The reason is more often in the statuses of the extension than in the error of the operation.
        string? statuses = null;
        using var limit = time.Bound(LastLook, cancellationToken);
        try
        {
            statuses = (await service.Extensions.GetAsync(operation.Extension, limit.Token)).StatusMessage;
        }
        catch (Exception unread) when (unread is AksExtensionException
            || (unread is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Without the statuses, only the error of the operation is available.
        }

        // Both often contain the same reasons. A failed extension can have only statuses.
        var lines = Reasons.Distinct((failure?.Error.Flatten().Select(error => error.ToString()) ?? []).Concat(statuses?.Split(Environment.NewLine) ?? []));
        if (failure?.RequestId is { } requestId)
        {
            lines.Add($"(x-ms-request-id {requestId})");
        }

        var reasons = string.Join(Environment.NewLine, lines);
        return ProvisioningStates.Is(operation.Status, ProvisioningStates.Canceled)
            ? Errors.OperationCanceled(operation, reasons, failure)
            : Errors.OperationFailed(operation, reasons, failure);
    }

    private static bool IsAboutReading(AksExtensionException failure) => failure.ErrorId is not (
        nameof(Errors.OperationFailed) or nameof(Errors.OperationCanceled) or nameof(Errors.OperationTimedOut) or nameof(Errors.OperationInvalid));

    private static bool IsPassing(AksExtensionException failure) =>
        failure.ErrorId is nameof(Errors.ServiceUnavailable) or nameof(Errors.Throttled) or nameof(Errors.AnswerInvalid);
}
