using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Fleet;
using AksExtensions.Settings;

namespace AksExtensions.DesiredState;

/// <summary>Reads the values of protected settings, only when they are needed.</summary>
internal interface ISecretValues
{
    /// <summary>All protected settings of an entry.</summary>
    /// <exception cref="AksExtensionException"><c>SecretUnavailable</c>.</exception>
    ValueTask<IReadOnlyDictionary<string, SecretValue>> ReadAsync(DesiredExtension desired, CancellationToken cancellationToken);
}

/// <summary>The outcome for one instance.</summary>
/// <param name="Verdict">What was decided.</param>
/// <param name="Before">The instance before; null when there was none.</param>
/// <param name="After">The instance after; null when there is none, or its operation was not waited for.</param>
/// <param name="Operation">The operation that continues; null when there is none.</param>
internal sealed record KeptInstance(Verdict Verdict, ClusterExtension? Before, ClusterExtension? After, ExtensionOperation? Operation = null);

/// <summary>
/// Brings one instance to its desired state: reads it, waits for a running operation, decides, and changes it through the same lifecycle as
/// New-, Update- and Remove-AksClusterExtension.
/// </summary>
/// <remarks>
/// Several runs can work on one instance. ARM has neither an ETag nor If-Match for extensions, but refuses a change while another operation
/// is running. So each change follows a reading that is a few seconds old at most, and a refused change is judged again. The same change is
/// sent twice only if another run's operation started and ended between this reading and this change; the second one then changes nothing.
/// </remarks>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="lifecycle">Starts operations and waits for them.</param>
/// <param name="secrets">Reads protected settings.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="options">The changes that are allowed.</param>
/// <param name="completion">Completes requests with what their types depend on.</param>
internal sealed class InstanceKeeper(
    IArmService service, ExtensionLifecycle lifecycle, ISecretValues secrets, TimeProvider timeProvider, SyncOptions options, RequestCompletion completion)
{
    // How often a refused change is judged again, because another run changed the instance.
    private const int Tries = 3;

    // Shorter than any operation. A person or a vault that takes longer to answer costs another reading.
    private static readonly TimeSpan LongestSight = TimeSpan.FromSeconds(5);

    /// <summary>Whether to start operations without waiting for them.</summary>
    public bool ReturnsAtOnce { get; init; }

    /// <summary>Asks for confirmation before a change; null confirms every change.</summary>
    public Func<Verdict, ClusterExtension?, CancellationToken, Task<bool>>? Agree { get; init; }

    /// <summary>Called when the instance only waits for Azure.</summary>
    public Action? OnWaiting { get; init; }

    /// <summary>Receives what the module adds to a request.</summary>
    public Action<string>? OnAdded { get; init; }

    /// <summary>Receives what the service might refuse.</summary>
    public Action<TypeFinding>? OnFinding { get; init; }

    /// <summary>Called before each create is sent, with its request; null when there is nothing to prepare.</summary>
    public Func<CreateExtensionRequest, Task>? OnCreating { get; init; }

    /// <summary>Receives each update before it is sent: the instance as it is, and the request.</summary>
    public Action<ClusterExtension, UpdateExtensionRequest>? OnUpdating { get; init; }

    /// <summary>Brings one instance to its desired state.</summary>
    /// <param name="extension">The instance.</param>
    /// <param name="desired">The desired state; null for an instance that should not exist because no entry names it.</param>
    /// <param name="cancellationToken">Stops; what was started continues in Azure.</param>
    /// <exception cref="AksExtensionException">An answer of Azure, or how the operation ended.</exception>
    public async Task<KeptInstance> KeepAsync(ExtensionReference extension, DesiredExtension? desired, CancellationToken cancellationToken)
    {
        Verdict? agreed = null;
        for (var tries = 1; ; tries++)
        {
            var actual = await FindSettledAsync(extension, cancellationToken);
            var seen = timeProvider.GetTimestamp();
            var verdict = desired is not null ? Judge.On(extension.Cluster, desired, Judge.Of(desired, actual, options)) : actual is null ? Verdict.InSync : Judge.OfUnnamed(actual, options);
            if (verdict.Action is DesiredAction.None or DesiredAction.Blocked)
            {
                return new(verdict, actual, actual);
            }

            if (Agree is not null && !verdict.IsTheSameAs(agreed))
            {
                if (!await Agree(verdict, actual, cancellationToken))
                {
                    return new(Verdict.Blocked("You did not confirm the change.", verdict.Differences), actual, actual);
                }

                agreed = verdict;
            }

            // Before the last look, because a vault can ask a person, and before anything is removed.
            var values = verdict.SendsSecrets ? await secrets.ReadAsync(desired!, cancellationToken) : null;
            if (timeProvider.GetElapsedTime(seen) > LongestSight && tries < Tries)
            {
                continue;
            }

            try
            {
                return await ActAsync(extension, desired, verdict, actual, values, cancellationToken);
            }
            catch (AksExtensionException failure) when (tries < Tries
                && failure.ErrorId is nameof(Errors.OperationConflict) or nameof(Errors.ExtensionAlreadyExists) or nameof(Errors.ExtensionNotFound))
            {
                // The instance has changed since it was read, so judge it again.
            }
        }
    }

    // Waits for a running operation, whatever its result, because only then it is known what to do.
    private async Task<ClusterExtension?> FindSettledAsync(ExtensionReference extension, CancellationToken cancellationToken)
    {
        while (true)
        {
            ClusterExtension actual;
            try
            {
                actual = await service.Extensions.GetAsync(extension, cancellationToken);
            }
            catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.ExtensionNotFound))
            {
                return null;
            }

            if (actual.IsTerminal || Judge.IsManaged(actual))
            {
                return actual;
            }

            OnWaiting?.Invoke();
            try
            {
                await lifecycle.WaitAsync(ExtensionLifecycle.OperationOf(actual), cancellationToken);
            }
            catch (AksExtensionException failure)
                when (failure.ErrorId is nameof(Errors.OperationFailed) or nameof(Errors.OperationCanceled) or nameof(Errors.ExtensionNotFound))
            {
                // Someone else's operation failed; the instance has the result.
            }
        }
    }

    private async Task<KeptInstance> ActAsync(
        ExtensionReference extension, DesiredExtension? desired, Verdict verdict, ClusterExtension? actual,
        IReadOnlyDictionary<string, SecretValue>? values, CancellationToken cancellationToken)
    {
        switch (verdict.Action)
        {
            case DesiredAction.Remove:
                return await FollowAsync(verdict, actual, await lifecycle.StartDeleteAsync(extension, force: false, cancellationToken), cancellationToken);
            case DesiredAction.Replace:
                if (await lifecycle.StartDeleteAsync(extension, force: false, cancellationToken) is { } removal)
                {
                    OnWaiting?.Invoke();
                    await lifecycle.WaitAsync(removal.Operation, cancellationToken);
                }

                return await CreateAsync(extension, desired!, verdict, actual, over: null, values, cancellationToken);
            case DesiredAction.Create:
                return await CreateAsync(extension, desired!, verdict, actual, over: actual, values, cancellationToken);
            default:
                return await UpdateAsync(extension, desired!, verdict, actual!, values, cancellationToken);
        }
    }

    private async Task<KeptInstance> CreateAsync(
        ExtensionReference extension, DesiredExtension desired, Verdict verdict, ClusterExtension? before, ClusterExtension? over,
        IReadOnlyDictionary<string, SecretValue>? values, CancellationToken cancellationToken)
    {
        var completed = await ChangeCompletion.CreateAsync(completion, extension, desired, over, values, cancellationToken);
        Tell(desired, completed);
        var started = await lifecycle.StartCreateAsync(
            extension, completed.Request, cancellationToken, OnCreating is null ? null : () => OnCreating(completed.Request));
        return await FollowAsync(verdict, before, started, cancellationToken);
    }

    private async Task<KeptInstance> UpdateAsync(
        ExtensionReference extension, DesiredExtension desired, Verdict verdict, ClusterExtension actual,
        IReadOnlyDictionary<string, SecretValue>? values, CancellationToken cancellationToken)
    {
        var completed = await ChangeCompletion.UpdateAsync(completion, desired, verdict, actual, values, cancellationToken);
        Tell(desired, completed);
        OnUpdating?.Invoke(actual, completed.Request);
        return await lifecycle.StartUpdateAsync(extension, completed.Request, cancellationToken) is { } started
            ? await FollowAsync(verdict, actual, started, cancellationToken)
            : new(Verdict.Blocked("You did not confirm that protected settings are deleted.", verdict.Differences), actual, actual);
    }

    private async Task<KeptInstance> FollowAsync(
        Verdict verdict, ClusterExtension? before, StartedOperation? started, CancellationToken cancellationToken)
    {
        if (started is null)
        {
            return new(verdict, before, null);
        }

        if (ReturnsAtOnce)
        {
            return new(verdict, before, null, started.Operation);
        }

        OnWaiting?.Invoke();
        return new(verdict, before, await lifecycle.WaitAsync(started.Operation, cancellationToken));
    }

    private void Tell<T>(DesiredExtension desired, CompletedRequest<T> completed)
    {
        if (completed.Added.Count > 0)
        {
            OnAdded?.Invoke($"Defaults added for {desired.ExtensionType}: {string.Join(", ", completed.Added)}");
        }

        foreach (var finding in completed.Findings)
        {
            OnFinding?.Invoke(finding);
        }
    }
}
