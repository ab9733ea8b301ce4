using AksExtensions.Arm;
using AksExtensions.Fleet;

namespace AksExtensions.Pipeline;

/// <summary>Runs the operations of a command and returns their results.</summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="tracker">Receives events.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="timeout">How long to wait for an operation.</param>
/// <param name="budget">The budget that all operations of the session share.</param>
/// <param name="noWait">Whether to return the operation instead of waiting for it.</param>
internal sealed class OperationRunner(
    IArmService service, OperationTracker tracker, TimeProvider timeProvider, ArmBudget? budget, TimeSpan timeout, bool noWait)
{
    /// <summary>The sequences of requests.</summary>
    public ExtensionLifecycle Lifecycle { get; } = new(service, timeProvider, timeout, tracker, budget);

    /// <summary>Returns a started operation, or waits for it and returns the final resource (none after a delete).</summary>
    /// <param name="started">The operation.</param>
    /// <param name="work">The work.</param>
    /// <param name="complete">Completes the final resource before it is returned, and says what failed then; null when there is nothing to do.</param>
    public async Task FollowAsync(StartedOperation started, Work work, Func<ClusterExtension, Task<AksExtensionException?>>? complete = null)
    {
        if (noWait)
        {
            tracker.OnEnded(started.Operation);
            await work.Sink.WriteObjectAsync(started.Operation, work.CancellationToken);
            return;
        }

        await WaitAsync(started.Operation, work, complete);
    }

    /// <summary>Waits for an operation and returns the final resource (none after a delete).</summary>
    public async Task WaitAsync(ExtensionOperation operation, Work work, Func<ClusterExtension, Task<AksExtensionException?>>? complete = null)
    {
        work.Place.Wait();
        if (await Lifecycle.WaitAsync(operation, work.CancellationToken) is { } extension)
        {
            // The extension exists, whatever failed afterwards.
            var failure = complete is null ? null : await complete(extension);
            await work.Sink.WriteObjectAsync(extension, work.CancellationToken);
            if (failure is not null)
            {
                throw failure;
            }
        }
    }
}
