using AksExtensions.Catalogue;
using AksExtensions.DesiredState;
using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>Runs a rollout and reports to PowerShell.</summary>
/// <param name="run">The command's run.</param>
/// <param name="operations">Its operations.</param>
/// <param name="baseline">The desired state of the fleet.</param>
/// <param name="options">The options.</param>
/// <param name="confirmation">Asks before something changes.</param>
internal sealed class RolloutRun(CommandRun run, OperationRun operations, BaselineRun baseline, RolloutOptions options, Confirmation confirmation)
{
    private int _succeeded;
    private int _failed;

    /// <summary>Shows the plan.</summary>
    public async Task ExplainAsync(PlanScope scope, Work work)
    {
        var (plan, rollout) = await BeginAsync(scope, work);
        foreach (var line in await rollout.ExplainAsync(plan, work.CancellationToken))
        {
            work.Sink.Tell(line);
        }
    }

    /// <summary>Applies the plan, and returns the result of each instance that was not in sync.</summary>
    public async Task SyncAsync(PlanScope scope, Work work)
    {
        var (plan, rollout) = await BeginAsync(scope, work);
        await rollout.RunAsync(plan, work.CancellationToken);
        await work.Sink.AskAsync(
            _ =>
            {
                run.Summarize(_succeeded + _failed, _failed, isComplete: !rollout.HasReachedLimit);
                return true;
            },
            work.CancellationToken);
        if (rollout.HasReachedLimit)
        {
            work.HasFailed = true;
            await work.Sink.WriteErrorAsync(ErrorRecords.Create(Errors.MaxErrorCountReached(options.MaxErrorCount)), work.CancellationToken);
        }
    }

    private async Task<(FleetPlan Plan, Rollout Rollout)> BeginAsync(PlanScope scope, Work work)
    {
        var appraiser = new Appraiser(baseline.Baseline, options.Sync, options.Ring, run.TimeProvider);
        var plan = await baseline.ReadAsync(appraiser, scope, work);
        var rollout = new Rollout(
            run.Service, operations.Lifecycle, baseline.Secrets, appraiser, run.TimeProvider, options, new Observer(this, run, confirmation, work));
        return (plan, rollout);
    }

    private sealed class Observer(RolloutRun rollout, CommandRun run, Confirmation confirmation, Work work) : IRolloutObserver
    {
        public Task<bool> AgreeAsync(PlannedInstance instance, Verdict verdict, CancellationToken cancellationToken)
        {
            var lines = string.Join(Environment.NewLine, PlanText.Lines(instance.Label, instance.ExtensionType, verdict));
            var isRemoval = verdict.Action is DesiredAction.Remove or DesiredAction.Replace;
            return work.Sink.AskAsync(
                _ => confirmation.Agrees(instance.Extension, lines, $"{lines}{Environment.NewLine}{Messages.GoOnQuestion}")
                    && (!isRemoval || confirmation.AgreesToRemove(instance.Extension)),
                cancellationToken);
        }

        public void OnRing(BaselineRing? ring, int count)
        {
            work.Sink.Verbose(Messages.RingBegins(ring?.Name, count));
            run.Progress.Split(count);
        }

        public void OnStarted(PlannedInstance instance) => run.Progress.Started();

        public async Task OnDoneAsync(ExtensionChange change, AksExtensionException? failure, CancellationToken cancellationToken)
        {
            if (failure is not null)
            {
                work.HasFailed = true;
                Interlocked.Increment(ref rollout._failed);
                await run.FailAsync(failure, change, cancellationToken);
            }
            else if (change.Result == "Succeeded")
            {
                Interlocked.Increment(ref rollout._succeeded);
            }

            if (change.Duration > TimeSpan.Zero)
            {
                run.Progress.Done(failure is not null, isPart: true);
            }

            await work.Sink.WriteObjectAsync(change, cancellationToken);
        }

        public void OnFinding(TypeFinding finding) => run.Types.Warn(finding, work.Sink);

        public void OnDetail(string text) => work.Sink.Verbose(text);
    }
}
