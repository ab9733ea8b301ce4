using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Fleet;

namespace AksExtensions.DesiredState;

/// <summary>
/// Applies a plan ring by ring: the changes of a ring are made in parallel, and the next ring begins only when its gate is open. Nothing is kept
/// between runs: the state in Azure shows what earlier runs did, even one that was interrupted.
/// </summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="lifecycle">Starts operations and waits for them.</param>
/// <param name="secrets">Reads protected settings.</param>
/// <param name="appraiser">Judges what was changed.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="options">The options.</param>
/// <param name="observer">Receives the progress of the rollout.</param>
internal sealed class Rollout(
    IArmService service, ExtensionLifecycle lifecycle, ISecretValues secrets, Appraiser appraiser, TimeProvider timeProvider, RolloutOptions options,
    IRolloutObserver observer)
{
    private const int MostWaiting = 10_000;
    private const string TooManyFailures = "It was not started, because as many extensions failed as -MaxErrorCount allows.";

    private readonly RequestCompletion _completion = new(service, timeProvider);
    private int _failures;

    /// <summary>Whether the allowed number of failures is reached.</summary>
    public bool HasReachedLimit => _failures >= options.MaxErrorCount;

    /// <summary>Applies the plan.</summary>
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
            await ReportAsync(instance, instance.Verdict, "Skipped", "The cluster belongs to no ring of the baseline.", cancellationToken);
        }
    }

    /// <summary>Describes what a run would change now, and what would wait.</summary>
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

                lines.AddRange(await new DerivedPlan(_completion, options.ThrottleLimit).LinesAsync(instances, cancellationToken));
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
            .Select(instance => $"! leave {instance.Label}: The cluster belongs to no ring of the baseline."));
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
            // The sign-in has expired, or the module has a defect.
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
        var keeper = new InstanceKeeper(service, lifecycle, secrets, timeProvider, options.Sync, _completion)
        {
            Agree = (verdict, _, stop) => observer.AgreeAsync(instance, verdict, stop),
            // With a limit, the first failures must be known before the rest is started.
            OnWaiting = options.MaxErrorCount == int.MaxValue ? place.Wait : null,
            OnAdded = text => observer.OnDetail($"{instance.Label}: {text}"),
            OnFinding = observer.OnFinding,
            OnUpdating = (before, sent) => update = (before, sent),
        };
        try
        {
            var kept = await keeper.KeepAsync(instance.Extension, instance.Entry, cancellationToken);
            appraiser.SeeChanged(instance, kept.After);
            var isChanged = kept.Verdict.Action is not (DesiredAction.None or DesiredAction.Blocked);
            var isFine = isChanged || kept.Verdict.Status == DriftStatus.InSync;
            var detail = isChanged && instance.Verdict.Status is not DriftStatus.InSync
                ? $"Azure accepted the change, but the extension is still {instance.Verdict.Status}: {string.Join("; ", instance.Verdict.Differences)}"
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
            return ("Nothing can be restored: Azure cannot remove settings that were added, and does not return protected settings.", null);
        }

        try
        {
            var started = await lifecycle.StartUpdateAsync(instance.Extension, request, cancellationToken);
            var after = await lifecycle.WaitAsync(started!.Operation, cancellationToken);
            return ("The previous version, release train, upgrade mode and settings were restored.", after);
        }
        catch (AksExtensionException second)
        {
            return ($"The previous version, release train, upgrade mode and settings could not be restored: {second.Message}", null);
        }
    }

    // Evaluated only when a later ring has changes, because checking a soak can cost requests.
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

        // Resource Graph does not always have the time of the last change. One instance that is too recent holds the ring.
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
            Change(
                instance, verdict, "Failed", detail is null ? FirstLine(failure) : $"{FirstLine(failure)} {detail}", before, after, duration,
                new(failure.ErrorId, failure.Message, failure.RecommendedAction)),
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

    // A table shows it beside the result; the error has the rest.
    private static string FirstLine(AksExtensionException failure) => failure.Message.Split('\n', 2)[0].TrimEnd();

    private TimeSpan Elapsed(long start) => timeProvider.GetElapsedTime(start);
}
