using AksExtensions.Arm;

namespace AksExtensions.Fleet;

/// <summary>
/// The life of one extension on one cluster: each command as a sequence of requests. Knows no PowerShell; tells what goes on through
/// <see cref="ILifecycleObserver"/>.
/// </summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="timeProvider">The clock of waiting and time-outs.</param>
/// <param name="timeout">How long to wait for an operation to end; <see cref="Timeout.InfiniteTimeSpan"/> means without end.</param>
/// <param name="observer">Who is told.</param>
/// <param name="budget">The budget that all operations in flight share; null means that this one is alone.</param>
public sealed class ExtensionLifecycle(
    IArmService service, TimeProvider timeProvider, TimeSpan timeout, ILifecycleObserver observer, ArmBudget? budget = null)
{
    // Timers count to 49 days; nobody waits that long.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    // How long the last look may take when the patience is over: faults and throttling are not tried again for ever then.
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(30);

    /// <summary>Starts a create: looks whether the instance is there, then sends it.</summary>
    /// <exception cref="AksExtensionException"><c>ExtensionAlreadyExists</c>, <c>ManagedExtension</c>, or an answer of Azure.</exception>
    public async Task<StartedOperation> StartCreateAsync(
        ExtensionReference extension, CreateExtensionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var existing = await FindAsync(extension, cancellationToken);
        if (existing is not null)
        {
            RefuseManaged(existing);
            // A Failed instance is to be created again: that is how the service recovers one whose secrets it has forgotten.
            if (!request.Overwrite && !ProvisioningStates.Is(existing.ProvisioningState, ProvisioningStates.Failed))
            {
                throw Errors.ExtensionAlreadyExists(existing);
            }
        }

        return await StartAsync(
            extension, OperationKind.Create, async () => await service.CreateExtensionAsync(extension, request, cancellationToken))
            ?? throw new InvalidOperationException("A create always gives an operation.");
    }

    /// <summary>Starts an update, after the checks that need the instance as it is.</summary>
    /// <exception cref="AksExtensionException"><c>NothingToUpdate</c>, <c>ExtensionTypeMismatch</c>, <c>ScopeMismatch</c>,
    /// <c>ManagedExtension</c>, or an answer of Azure.</exception>
    /// <param name="extension">The extension.</param>
    /// <param name="request">What to change.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <param name="complete">Completes the request by what the instance is; null when nothing of it is needed for that.</param>
    /// <returns>The operation; null when the observer did not agree to lose protected settings.</returns>
    public async Task<StartedOperation?> StartUpdateAsync(
        ExtensionReference extension, UpdateExtensionRequest request, CancellationToken cancellationToken,
        Func<ClusterExtension, UpdateExtensionRequest>? complete = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.IsEmpty)
        {
            throw Errors.NothingToUpdate();
        }

        if (request.NeedsCurrent || complete is not null)
        {
            var current = await service.GetExtensionAsync(extension, cancellationToken);
            if (!await MayUpdateAsync(current, request, cancellationToken))
            {
                return null;
            }

            request = complete?.Invoke(current) ?? request;
        }

        return await StartAsync(
            extension, OperationKind.Update, async () => await service.UpdateExtensionAsync(extension, request, cancellationToken));
    }

    /// <summary>Starts a delete.</summary>
    /// <returns>The operation; null when there was nothing to delete.</returns>
    public async Task<StartedOperation?> StartDeleteAsync(ExtensionReference extension, bool force, CancellationToken cancellationToken)
    {
        try
        {
            return await StartAsync(extension, OperationKind.Delete, () => service.DeleteExtensionAsync(extension, force, cancellationToken));
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.ExtensionNotFound))
        {
            return null;
        }
    }

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

    /// <summary>An operation to wait for, made from an instance that is not in a terminal state.</summary>
    public static ExtensionOperation OperationOf(ClusterExtension extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        var kind = ProvisioningStates.Is(extension.ProvisioningState, "Deleting") ? OperationKind.Delete
            : ProvisioningStates.Is(extension.ProvisioningState, "Creating") ? OperationKind.Create
            // What ended without ever having been installed was a create.
            : ProvisioningStates.IsTerminal(extension.ProvisioningState) && extension.CurrentVersion is null ? OperationKind.Create
            : OperationKind.Update;
        return new(
            kind, new(extension.Cluster, extension.Name), extension.SystemData?.LastModifiedAt ?? DateTimeOffset.UtcNow,
            extension.ProvisioningState ?? "Unknown", rehydrationToken: null, requestId: null);
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
            return await service.PollAsync(operation, cancellationToken);
        }

        using var isOver = new CancellationTokenSource((left > TimeSpan.Zero ? left : TimeSpan.Zero) + LastLook, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(isOver.Token, cancellationToken);
        try
        {
            return await service.PollAsync(operation, either.Token);
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

    private async Task<ClusterExtension?> FindAsync(ExtensionReference extension, CancellationToken cancellationToken)
    {
        try
        {
            return await service.GetExtensionAsync(extension, cancellationToken);
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.ExtensionNotFound))
        {
            return null;
        }
    }

    private async Task<bool> MayUpdateAsync(ClusterExtension current, UpdateExtensionRequest request, CancellationToken cancellationToken)
    {
        RefuseManaged(current);
        if (request.ExpectedExtensionType is { } type && !type.Equals(current.ExtensionType, StringComparison.OrdinalIgnoreCase))
        {
            throw Errors.ExtensionTypeMismatch(current, type);
        }

        if (request.ExpectedScope is { } scope && current.ScopeKind != scope)
        {
            throw Errors.ScopeMismatch(current, scope);
        }

        if (request.ConfigurationProtectedSettings is not { Count: > 0 } given)
        {
            return true;
        }

        var lost = current.ConfigurationProtectedSettings.Keys.Where(key => !given.ContainsKey(key)).ToList();
        return lost.Count == 0 || await observer.AgreeToLoseAsync(current, lost, cancellationToken);
    }

    private async Task<StartedOperation?> StartAsync(ExtensionReference extension, OperationKind kind, Func<Task<StartedOperation?>> send)
    {
        observer.OnSending(extension, kind);
        try
        {
            var started = await send();
            if (started is null)
            {
                observer.OnRefused(extension);
                return null;
            }

            observer.OnStarted(started.Operation);
            return started;
        }
        catch (AksExtensionException)
        {
            observer.OnRefused(extension);
            throw;
        }
    }

    private async Task<AksExtensionException> EndedBadlyAsync(ExtensionOperation operation, ArmError? failure, CancellationToken cancellationToken)
    {
        // The reason stands in the instance's statuses more often than in the operation's error.
        string? statuses = null;
        try
        {
            statuses = (await service.GetExtensionAsync(operation.Extension, cancellationToken)).StatusMessage;
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

    private static void RefuseManaged(ClusterExtension existing)
    {
        if (existing.IsManaged)
        {
            throw Errors.ManagedExtension(existing.Id, existing.ManagedBy ?? "Azure");
        }
    }
}

/// <summary>Who is told what happens to an operation, on any thread.</summary>
public interface ILifecycleObserver
{
    /// <summary>A change is about to be sent: from here on it may have arrived.</summary>
    void OnSending(ExtensionReference extension, OperationKind kind);

    /// <summary>The change was refused, or there was nothing to do.</summary>
    void OnRefused(ExtensionReference extension);

    /// <summary>Azure accepted the operation: from here on it goes on without us.</summary>
    void OnStarted(ExtensionOperation operation);

    /// <summary>The state was read.</summary>
    void OnPolled(ExtensionOperation operation);

    /// <summary>The state could not be read; it will be asked for again.</summary>
    void OnReadFailed(ExtensionOperation operation, AksExtensionException failure);

    /// <summary>The operation ended, or the patience did; the error then says that it goes on.</summary>
    void OnEnded(ExtensionOperation operation);

    /// <summary>Asks whether protected settings may be lost.</summary>
    /// <param name="extension">The instance as it is.</param>
    /// <param name="keys">The keys that the update would delete.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    Task<bool> AgreeToLoseAsync(ClusterExtension extension, IReadOnlyList<string> keys, CancellationToken cancellationToken);
}
