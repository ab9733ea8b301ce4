using AksExtensions.DesiredState;
using AksExtensions.Pipeline;

namespace AksExtensions.Commands;

/// <summary>Compares the extensions of a fleet with what a baseline says.</summary>
[Cmdlet(VerbsData.Compare, "AksClusterExtension")]
[OutputType(typeof(ExtensionDrift), typeof(bool))]
public sealed class CompareAksClusterExtensionCommand : BaselineCmdlet
{
    private BaselineRun? _baseline;

    /// <summary>Returns whether everything is in sync, instead of what differs.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    private protected override void Validate() => _baseline = new(this, Run, Baseline);

    /// <inheritdoc/>
    private protected override void Start(PlanScope scope)
    {
        var baseline = _baseline!;
        Run.Start(Baseline, work => CompareAsync(baseline, scope, work));
    }

    private async Task CompareAsync(BaselineRun baseline, PlanScope scope, Work work)
    {
        // What -Prune would remove is said to be so.
        var appraiser = new Appraiser(baseline.Baseline, new() { Prune = true }, ring: null, Run.TimeProvider);
        var plan = await baseline.ReadAsync(appraiser, scope, work);
        foreach (var instance in plan.Instances.Where(instance => instance.Failure is not null))
        {
            await work.Sink.WriteErrorAsync(ErrorRecords.Create(instance.Failure!, instance.Extension), work.CancellationToken);
        }

        if (Quiet)
        {
            await work.Sink.WriteObjectAsync(plan.IsInSync, work.CancellationToken);
            return;
        }

        foreach (var instance in plan.Instances)
        {
            await work.Sink.WriteObjectAsync(instance.ToDrift(), work.CancellationToken);
        }
    }
}
