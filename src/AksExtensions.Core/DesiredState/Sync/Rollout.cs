using AksExtensions.Arm;
using AksExtensions.Fleet;

namespace AksExtensions.DesiredState;

/// <summary>
/// Makes a plan so, ring by ring: what a ring needs is done many at a time, and the next ring begins only when this one lets it. Keeps nothing
/// between two runs: whatever an earlier one left, in the middle of a change too, is seen in Azure.
/// </summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="lifecycle">Starts operations and waits for them.</param>
/// <param name="secrets">Gives protected settings.</param>
/// <param name="appraiser">Judges what was changed.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="options">How to go about it.</param>
/// <param name="observer">Receives the progress of the rollout.</param>
internal sealed class Rollout(
    IArmService service, ExtensionLifecycle lifecycle, ISecretValues secrets, Appraiser appraiser, TimeProvider timeProvider, RolloutOptions options,
    IRolloutObserver observer)
{
    private const int MostWaiting = 10_000;
    private const string TooManyFailures = "So many instances failed as -MaxErrorCount allows; this one was not started.";

    private int _failures;

    /// <summary>Whether as many instances failed as were allowed to.</summary>
    public bool HasReachedLimit => _failures >= options.MaxErrorCount;

    /// <summary>Makes it so.</summary>
    public async Task RunAsync(FleetPlan plan, CancellationToken cancellationToken)
    {
        RingHold? hold = null;
        foreach (var ring in plan.Rings)
        {
            var instances = plan.Of(ring).ToList();
            if (IsSelected(ring))
            {
                await WorkAsync(ring, instances, hold, cancellationToken);
            }

            if (IsLast(ring))
            {
                return;
            }

            hold ??= await HoldAsync(plan, ring, instances, cancellationToken);
        }

        foreach (var instance in plan.OutsideOfRings.Where(instance => instance.Verdict.Status != DriftStatus.InSync))
        {
            await ReportAsync(instance, instance.Verdict, "Skipped", "No ring of the baseline takes this cluster.", cancellationToken);
        }
    }

    /// <summary>What would be done now and what would wait, for a person.</summary>
    public async Task<IReadOnlyList<string>> ExplainAsync(FleetPlan plan, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var (counted, waiting) = (new List<Verdict>(), 0);
        RingHold? hold = null;
        foreach (var ring in plan.Rings)
        {
            var instances = plan.Of(ring).ToList();
            if (IsSelected(ring))
            {
                var pending = instances.Where(instance => instance.Verdict.IsPending).ToList();
                if (ring is not null && instances.Exists(instance => instance.Verdict.Status != DriftStatus.InSync))
                {
                    lines.Add(hold is null || pending.Count == 0 ? $"Ring {ring.Name}" : $"Ring {ring.Name} waits. {hold.Reason}");
                }

                lines.AddRange(instances.SelectMany(PlanText.Lines));
                waiting += hold is null ? 0 : pending.Count;
                counted.AddRange((hold is null ? instances : instances.Except(pending)).Select(instance => instance.Verdict));
            }

            if (IsLast(ring))
            {
                break;
            }

            hold ??= await HoldAsync(plan, ring, instances, cancellationToken);
        }

        lines.AddRange(plan.OutsideOfRings.Where(instance => instance.Verdict.Status != DriftStatus.InSync)
            .Select(instance => $"! leave {instance.Label}: No ring of the baseline takes this cluster."));
        if (waiting > 0)
        {
            lines.Add($"Waiting for a ring: {waiting}.");
        }

        if (PlanText.Rest(counted) is { } rest)
        {
            lines.Add(rest);
        }

        lines.Add(PlanText.Summary(counted));
        return lines;
    }

    private bool IsSelected(BaselineRing? ring) => options.Ring is null || options.Ring.Equals(ring?.Name, StringComparison.OrdinalIgnoreCase);

    private bool IsLast(BaselineRing? ring) => options.Ring is not null && IsSelected(ring);

    private async Task WorkAsync(BaselineRing? ring, List<PlannedInstance> instances, RingHold? hold, CancellationToken cancellationToken)
    {
        var pending = new List<PlannedInstance>();
        foreach (var instance in instances.Where(instance => instance.Verdict.Status != DriftStatus.InSync))
        {
            if (instance.Failure is { } failure)
            {
                Interlocked.Increment(ref _failures);
                await FailAsync(instance, instance.Verdict, instance.Actual, null, TimeSpan.Zero, null, failure, cancellationToken);
            }
            else if (!instance.Verdict.IsPending)
            {
                await ReportAsync(instance, instance.Verdict, "Skipped", instance.Verdict.Detail, cancellationToken);
            }
            else if (hold is not null)
            {
                await ReportAsync(instance, instance.Verdict, "WaitingForRing", hold.Reason, cancellationToken);
            }
            else
            {
                pending.Add(instance);
            }
        }

        if (pending.Count > 0)
        {
            observer.OnRing(ring, pending.Count);
            await ApplyAsync(pending, cancellationToken);
        }
    }

    private async Task ApplyAsync(List<PlannedInstance> pending, CancellationToken cancellationToken)
    {
        Exception? defect = null;
        using var changed = new SemaphoreSlim(0);
        using var fanOut = new FanOut(options.ThrottleLimit, MostWaiting, () => changed.Release());
        using var stop = cancellationToken.Register(fanOut.Cancel);
        foreach (var instance in pending)
        {
            while (!fanOut.HasRoom && defect is null)
            {
                await changed.WaitAsync(cancellationToken);
            }

            if (defect is not null)
            {
                break;
            }

            fanOut.Start((place, stopping) => KeepAsync(instance, place, stopping), fault =>
            {
                defect ??= fault;
                fanOut.Cancel();
            });
        }

        while (!fanOut.IsIdle)
        {
            await changed.WaitAsync(cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (defect is not null)
        {
            // A sign-in that ended, or a fault of ours.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(defect);
        }
    }

    private async Task KeepAsync(PlannedInstance instance, FanOut.Place place, CancellationToken cancellationToken)
    {
        if (HasReachedLimit)
        {
            await ReportAsync(instance, instance.Verdict, "Skipped", TooManyFailures, cancellationToken);
            return;
        }

        observer.OnStarted(instance);
        var start = timeProvider.GetTimestamp();
        (ClusterExtension Before, UpdateExtensionRequest Sent)? update = null;
        var keeper = new InstanceKeeper(service, lifecycle, secrets, timeProvider, options.Sync)
        {
            Agree = (verdict, _, stop) => observer.AgreeAsync(instance, verdict, stop),
            // Whoever sets a limit wants to know of the first failures before the rest is started.
            OnWaiting = options.MaxErrorCount == int.MaxValue ? place.Wait : null,
            OnAdded = text => observer.OnDetail($"{instance.Label}: {text}"),
            OnUpdating = (before, sent) => update = (before, sent),
        };
        try
        {
            var kept = await keeper.KeepAsync(instance.Extension, instance.Entry, cancellationToken);
            appraiser.SeeChanged(instance, kept.After);
            var isChanged = kept.Verdict.Action is not (DesiredAction.None or DesiredAction.Blocked);
            var isFine = isChanged || kept.Verdict.Status == DriftStatus.InSync;
            var detail = isChanged && instance.Verdict.Status is not DriftStatus.InSync
                ? $"Azure accepted the change, and it still is {instance.Verdict.Status}: {string.Join("; ", instance.Verdict.Differences)}"
                : kept.Verdict.Detail;
            await observer.OnDoneAsync(
                Change(instance, kept.Verdict, isFine ? "Succeeded" : "Skipped", detail, kept.Before, isChanged ? kept.After : null, Elapsed(start)), null, cancellationToken);
        }
        catch (AksExtensionException failure) when (failure is not { ErrorId: nameof(Errors.AuthenticationFailed), Arm: null })
        {
            Interlocked.Increment(ref _failures);
            var (detail, after) = await RevertAsync(instance, update, failure, cancellationToken);
            await FailAsync(instance, instance.Verdict, update?.Before ?? instance.Actual, after, Elapsed(start), detail, failure, cancellationToken);
        }
    }

    private async Task<(string? Detail, ClusterExtension? After)> RevertAsync(
        PlannedInstance instance, (ClusterExtension Before, UpdateExtensionRequest Sent)? update, AksExtensionException failure, CancellationToken cancellationToken)
    {
        if (!options.Reverts || update is not { } done || failure.ErrorId is not (nameof(Errors.OperationFailed) or nameof(Errors.OperationCanceled)))
        {
            return default;
        }

        if (ChangeRequests.Revert(done.Before, done.Sent) is not { } request)
        {
            return ("There is nothing that could be put back: what was added or sent in secret, Azure cannot take away.", null);
        }

        try
        {
            var started = await lifecycle.StartUpdateAsync(instance.Extension, request, cancellationToken);
            var after = await lifecycle.WaitAsync(started!.Operation, cancellationToken);
            return ("The version, train, mode and settings from before were put back.", after);
        }
        catch (AksExtensionException second)
        {
            return ($"What it had before could not be put back: {second.Message}", null);
        }
    }

    // Asked only when a later ring has something to do: a soak may cost readings.
    private async Task<RingHold?> HoldAsync(FleetPlan plan, BaselineRing? ring, List<PlannedInstance> instances, CancellationToken cancellationToken)
    {
        if (ring is null || !plan.Rings.SkipWhile(other => !ReferenceEquals(other, ring)).Skip(1).SelectMany(plan.Of).Any(instance => instance.Verdict.IsPending))
        {
            return null;
        }

        var now = timeProvider.GetUtcNow();
        var hold = RingGate.Of(ring, instances, now);
        if (hold is not null || ring.Soak == TimeSpan.Zero)
        {
            return hold;
        }

        // Resource Graph does not always say when; one that is too fresh is enough to know.
        foreach (var instance in instances.Where(instance => instance is { LastModified: null, Verdict.Status: DriftStatus.InSync, Entry.IsAbsent: false }))
        {
            appraiser.SeeChanged(instance, await service.Extensions.GetAsync(instance.Extension, cancellationToken));
            hold = RingGate.Of(ring, [instance], now);
            if (hold is not null)
            {
                return hold;
            }
        }

        return null;
    }

    private Task ReportAsync(PlannedInstance instance, Verdict verdict, string result, string? detail, CancellationToken cancellationToken) =>
        observer.OnDoneAsync(Change(instance, verdict, result, detail, instance.Actual, null, TimeSpan.Zero), null, cancellationToken);

    private Task FailAsync(
        PlannedInstance instance, Verdict verdict, ClusterExtension? before, ClusterExtension? after, TimeSpan duration, string? detail,
        AksExtensionException failure, CancellationToken cancellationToken) => observer.OnDoneAsync(
            Change(instance, verdict, "Failed", detail, before, after, duration, new(failure.ErrorId, failure.Message, failure.RecommendedAction)),
            failure, cancellationToken);

    private static ExtensionChange Change(
        PlannedInstance instance, Verdict verdict, string result, string? detail, ClusterExtension? before, ClusterExtension? after, TimeSpan duration,
        ExtensionChangeError? error = null) => new(instance.Slot.Reference)
    {
        Name = instance.Name,
        ExtensionType = instance.ExtensionType,
        Ring = instance.Slot.Ring?.Name,
        Status = verdict.Status.ToString(),
        Action = verdict.Action.ToString(),
        Differences = verdict.Differences.ToArray(),
        Detail = detail,
        Result = result,
        Before = before,
        After = after,
        Duration = duration,
        Error = error,
    };

    private TimeSpan Elapsed(long start) => timeProvider.GetElapsedTime(start);
}
