using AksExtensions.Arm;
using AksExtensions.Catalogue;

namespace AksExtensions.Fleet;

/// <summary>
/// The operations on one extension, each as a sequence of requests. It does not know PowerShell, and reports progress through
/// <see cref="ILifecycleObserver"/>.
/// </summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="timeProvider">The clock for waiting and timeouts.</param>
/// <param name="timeout">How long to wait for an operation to end; <see cref="Timeout.InfiniteTimeSpan"/> means forever.</param>
/// <param name="observer">Receives events.</param>
/// <param name="budget">The budget that all running operations share; null means no budget.</param>
public sealed class ExtensionLifecycle(
    IArmService service, TimeProvider timeProvider, TimeSpan timeout, ILifecycleObserver observer, ArmBudget? budget = null)
{
    /// <summary>Starts a create, after checking whether the extension exists.</summary>
    /// <exception cref="AksExtensionException"><c>ExtensionAlreadyExists</c>, <c>ManagedExtension</c>, or an answer of Azure.</exception>
    /// <param name="extension">The extension.</param>
    /// <param name="request">What to create.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <param name="prepare">Called when nothing is against the create, before it is sent; null when there is nothing to prepare.</param>
    public async Task<StartedOperation> StartCreateAsync(
        ExtensionReference extension, CreateExtensionRequest request, CancellationToken cancellationToken, Func<Task>? prepare = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var time = Begin();
        var existing = await time.SendAsync(extension, OperationKind.Create, null, stop => FindAsync(extension, stop), cancellationToken);
        if (existing is not null && Obstacle(existing, request) is { } refusal)
        {
            throw refusal;
        }

        if (prepare is not null)
        {
            await prepare();
        }

        return await StartAsync(
            time, extension, OperationKind.Create, async (onSending, stop) => await service.Extensions.CreateAsync(extension, request, stop, onSending), cancellationToken)
            ?? throw new InvalidOperationException("A create always gives an operation.");
    }

    /// <summary>Starts an update, after the checks that need the current extension.</summary>
    /// <exception cref="AksExtensionException"><c>NothingToUpdate</c>, <c>ExtensionTypeMismatch</c>, <c>ScopeMismatch</c>,
    /// <c>NamespaceMismatch</c>, <c>PlanMismatch</c>,
    /// <c>ManagedExtension</c>, or an answer of Azure.</exception>
    /// <param name="extension">The extension.</param>
    /// <param name="request">What to change.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <param name="complete">Completes the request with the facts of the extension; null when none are needed.</param>
    /// <returns>The operation; null when the observer did not confirm that protected settings are lost.</returns>
    public async Task<StartedOperation?> StartUpdateAsync(
        ExtensionReference extension, UpdateExtensionRequest request, CancellationToken cancellationToken,
        Func<ClusterExtension, CancellationToken, Task<UpdateExtensionRequest>>? complete = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.IsEmpty)
        {
            throw Errors.NothingToUpdate();
        }

        var time = Begin();
        if (request.NeedsCurrent || complete is not null)
        {
            var current = await time.SendAsync(
                extension, OperationKind.Update, null, stop => service.Extensions.GetAsync(extension, stop), cancellationToken);
            RefuseManaged(current);
            ExpectedExtension.RefuseMismatch(current, request);
            if (complete is not null)
            {
                request = await time.SendAsync(extension, OperationKind.Update, null, stop => complete(current, stop), cancellationToken);
            }

            if (!await time.AskAsync(() => MayLoseAsync(current, request, cancellationToken)))
            {
                return null;
            }
        }

        return await StartAsync(
            time, extension, OperationKind.Update, async (onSending, stop) => await service.Extensions.UpdateAsync(extension, request, stop, onSending), cancellationToken);
    }

    /// <summary>Starts a delete.</summary>
    /// <returns>The operation; null when there was nothing to delete.</returns>
    public async Task<StartedOperation?> StartDeleteAsync(ExtensionReference extension, bool force, CancellationToken cancellationToken)
    {
        try
        {
            return await StartAsync(
                Begin(), extension, OperationKind.Delete, (onSending, stop) => service.Extensions.DeleteAsync(extension, force, stop, onSending), cancellationToken);
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.ExtensionNotFound))
        {
            return null;
        }
    }

    /// <summary>Waits for the end of an operation.</summary>
    /// <returns>The final resource after a create or update; null after a delete.</returns>
    /// <exception cref="AksExtensionException"><c>OperationFailed</c>, <c>OperationCanceled</c>, <c>OperationTimedOut</c>, or an answer of
    /// Azure that waiting cannot change.</exception>
    public Task<ClusterExtension?> WaitAsync(ExtensionOperation operation, CancellationToken cancellationToken) =>
        new OperationWait(service, timeProvider, timeout, observer, budget).WaitAsync(operation, cancellationToken);

    /// <summary>Why a create is refused where the extension exists: <c>ManagedExtension</c> or <c>ExtensionAlreadyExists</c>; null when it is not.</summary>
    /// <remarks>A Failed extension can be created again, which repairs one whose secrets the service has deleted.</remarks>
    internal static AksExtensionException? Obstacle(ClusterExtension existing, CreateExtensionRequest request) =>
        existing.IsManaged ? Managed(existing)
        : request.Overwrite || ProvisioningStates.Is(existing.ProvisioningState, ProvisioningStates.Failed) ? null
        : Errors.ExtensionAlreadyExists(existing);

    /// <summary>Why an update is refused: <c>ManagedExtension</c>, or another type, scope, namespace or plan than expected; null when it is not.</summary>
    internal static AksExtensionException? Obstacle(ClusterExtension current, UpdateExtensionRequest request)
    {
        try
        {
            RefuseManaged(current);
            ExpectedExtension.RefuseMismatch(current, request);
            return null;
        }
        catch (AksExtensionException refusal)
        {
            return refusal;
        }
    }

    /// <summary>Creates an operation to wait for, from an extension that is not in a final state.</summary>
    public static ExtensionOperation OperationOf(ClusterExtension extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        var kind = ProvisioningStates.Is(extension.ProvisioningState, "Deleting") ? OperationKind.Delete
            : ProvisioningStates.Is(extension.ProvisioningState, "Creating") ? OperationKind.Create
            // An operation without an installed version was a create.
            : ProvisioningStates.IsTerminal(extension.ProvisioningState) && extension.CurrentVersion is null ? OperationKind.Create
            : OperationKind.Update;
        return new(
            kind, new(extension.Reference, extension.Name), extension.SystemData?.LastModifiedAt ?? DateTimeOffset.UtcNow,
            extension.ProvisioningState ?? "Unknown", rehydrationToken: null, requestId: null);
    }

    private async Task<ClusterExtension?> FindAsync(ExtensionReference extension, CancellationToken cancellationToken)
    {
        try
        {
            return await service.Extensions.GetAsync(extension, cancellationToken);
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.ExtensionNotFound))
        {
            return null;
        }
    }

    private async Task<bool> MayLoseAsync(ClusterExtension current, UpdateExtensionRequest request, CancellationToken cancellationToken)
    {
        if (request.ConfigurationProtectedSettings is not { Count: > 0 } given)
        {
            return true;
        }

        var type = TypeCatalogue.BuiltIn.Find(current.ExtensionType);
        var lost = current.ConfigurationProtectedSettings.Keys.Where(key => !given.ContainsKey(key) && !PemFiles.AreSentAs(type, key, given)).ToList();
        return lost.Count == 0 || await observer.AgreeToLoseAsync(current, lost, cancellationToken);
    }

    private TargetTime Begin() => new(timeProvider, timeout, budget);

    private async Task<StartedOperation?> StartAsync(
        TargetTime time, ExtensionReference extension, OperationKind kind, Func<Action, CancellationToken, Task<StartedOperation?>> send,
        CancellationToken cancellationToken)
    {
        var wasSent = false;
        try
        {
            var started = await time.SendAsync(extension, kind, () => wasSent, stop => send(OnSending, stop), cancellationToken);
            if (started is null)
            {
                observer.OnRefused(extension);
                return null;
            }

            observer.OnStarted(started.Operation);
            if (started.Obstacle is { } obstacle)
            {
                observer.OnReadFailed(started.Operation, obstacle);
            }

            return started with { Operation = started.Operation.BegunAt(time.Since) };
        }
        catch (AksExtensionException failure)
        {
            // The error says what the warning about open operations would say.
            observer.OnRefused(extension);
            if (failure.MayHaveStarted)
            {
                throw Errors.MayHaveStarted(failure, kind);
            }

            throw;
        }

        // Not earlier: what still waits here when the command is stopped was never sent.
        void OnSending()
        {
            wasSent = true;
            observer.OnSending(extension, kind);
        }
    }

    private static void RefuseManaged(ClusterExtension existing)
    {
        if (existing.IsManaged)
        {
            throw Managed(existing);
        }
    }

    private static AksExtensionException Managed(ClusterExtension existing) => Errors.ManagedExtension(existing.Id, existing.ManagedBy ?? "Azure");
}
