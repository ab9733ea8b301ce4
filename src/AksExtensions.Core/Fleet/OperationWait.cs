using AksExtensions.Arm;

namespace AksExtensions.Fleet;

/// <summary>Waits for operations to end: polls in turn with all others, sleeps between the polls, and says why an operation ended badly.</summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="timeProvider">The clock of waiting and time-outs.</param>
/// <param name="timeout">How long to wait for an operation to end; <see cref="Timeout.InfiniteTimeSpan"/> means without end.</param>
/// <param name="observer">Who is told.</param>
/// <param name="budget">The budget that all operations in flight share; null means that this one is alone.</param>
internal sealed class OperationWait(
    IArmService service, TimeProvider timeProvider, TimeSpan timeout, ILifecycleObserver observer, ArmBudget? budget)
{
    // Timers count to 49 days; nobody waits that long.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    // How long the last look may take when the patience is over: faults and throttling are not tried again for ever then.
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(30);

    /// <summary>Waits until an operation has ended.</summary>
    /// <returns>The final resource after a create or update; null after a delete.</returns>
    /// <exception cref="AksExtensionException"><c>OperationFailed</c>, <c>OperationCanceled</c>, <c>OperationTimedOut</c>, or an answer of
    /// Azure that no waiting will change.</exception>
    public async Task<ClusterExtension?> WaitAsync(ExtensionOperation operation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var start = timeProvider.GetTimestamp();
        var isOver = false;
        string? readFailure = null;
        while (true)
        {
            TimeSpan? retryAfter = null;
            try
            {
                OperationPoll poll;
                using (isOver ? null : await TurnAsync(operation.Extension.Cluster.SubscriptionId, start, cancellationToken))
                {
                    isOver |= budget is not null && Patience(start) <= TimeSpan.Zero;
                    poll = await PollAsync(operation, start, cancellationToken);
                }

                operation = poll.Operation;
                retryAfter = poll.RetryAfter;
                readFailure = null;
                observer.OnPolled(operation);
                if (poll.IsCompleted)
                {
                    observer.OnEnded(operation);
                    return poll.Failure is null && ProvisioningStates.Is(operation.Status, ProvisioningStates.Succeeded)
                        ? poll.Extension
                        : throw await EndedBadlyAsync(operation, poll.Failure, cancellationToken);
                }
            }
            catch (AksExtensionException failure) when (IsPassing(failure))
            {
                // Failing to read the state is not the operation failing.
                readFailure = failure.Message;
                observer.OnReadFailed(operation, failure);
            }
            catch (AksExtensionException failure) when (failure.ErrorId is nameof(Errors.ExtensionNotFound) or nameof(Errors.ClusterNotFound))
            {
                // Somebody removed it meanwhile: nothing goes on that could be waited for.
                observer.OnEnded(operation);
                throw;
            }

            if (isOver)
            {
                // The last poll is at the end of the patience, not before it.
                observer.OnEnded(operation);
                throw Errors.OperationTimedOut(operation, timeout, readFailure);
            }

            var age = timeProvider.GetUtcNow() - operation.StartedAt;
            isOver = await SleepAsync(start, PollSchedule.Next(age, retryAfter), cancellationToken);
        }
    }

    // Sleeps, but not beyond the patience; tells whether that is over.
    private async Task<bool> SleepAsync(long start, TimeSpan interval, CancellationToken cancellationToken)
    {
        var patience = Patience(start);
        var wait = interval < patience ? interval : patience;
        if (wait > TimeSpan.Zero)
        {
            // In whole milliseconds, which is what a timer counts: less than one would be no wait at all, again and again.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), timeProvider, cancellationToken);
        }

        return patience <= interval;
    }

    // Asks for the state, with the retries of a bad answer, but not beyond the patience and a last look.
    private async Task<OperationPoll> PollAsync(ExtensionOperation operation, long start, CancellationToken cancellationToken)
    {
        var left = Patience(start);
        if (left >= LongestTimer)
        {
            return await service.Extensions.PollAsync(operation, cancellationToken);
        }

        using var isOver = new CancellationTokenSource((left > TimeSpan.Zero ? left : TimeSpan.Zero) + LastLook, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(isOver.Token, cancellationToken);
        try
        {
            return await service.Extensions.PollAsync(operation, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            observer.OnEnded(operation);
            throw Errors.OperationTimedOut(operation, timeout, "Azure did not answer in time.");
        }
    }

    // Waits for a turn to poll, but not beyond the patience: the last poll, at its end, waits for nobody.
    private async Task<IDisposable?> TurnAsync(string subscription, long start, CancellationToken cancellationToken)
    {
        if (budget is null)
        {
            return null;
        }

        if (budget.TryPoll(subscription) is { } turn)
        {
            return turn;
        }

        var patience = Patience(start);
        if (patience <= TimeSpan.Zero)
        {
            return null;
        }

        using var isOver = new CancellationTokenSource(patience < LongestTimer ? patience : Timeout.InfiniteTimeSpan, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(isOver.Token, cancellationToken);
        try
        {
            return await budget.WaitForPollAsync(subscription, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private TimeSpan Patience(long start) =>
        timeout == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : timeout - timeProvider.GetElapsedTime(start);

    private async Task<AksExtensionException> EndedBadlyAsync(ExtensionOperation operation, ArmError? failure, CancellationToken cancellationToken)
    {
        // The reason stands in the instance's statuses more often than in the operation's error.
        string? statuses = null;
        try
        {
            statuses = (await service.Extensions.GetAsync(operation.Extension, cancellationToken)).StatusMessage;
        }
        catch (AksExtensionException)
        {
            // Without the statuses the operation's own error has to do.
        }

        // Both often say the same. What neither says is not made up for: an instance that failed may have nothing but its statuses.
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

    private static bool IsPassing(AksExtensionException failure) =>
        failure.ErrorId is nameof(Errors.ServiceUnavailable) or nameof(Errors.Throttled) or nameof(Errors.AnswerInvalid);
}
