using System.Management.Automation;
using AksExtensions.DesiredState;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;
using AksExtensions.Pipeline;
using AksExtensions.Running;

namespace AksExtensions.Commands;

/// <summary>Compares the extensions of a fleet with what a baseline says.</summary>
[Cmdlet(VerbsData.Compare, "AksClusterExtension")]
[OutputType(typeof(ExtensionDrift), typeof(bool))]
public sealed class CompareAksClusterExtensionCommand : BaselineCmdlet
{
    private readonly List<ClusterReference> _clusters = [];
    private BaselineRun? _baseline;

    /// <summary>The clusters to compare. Default: all that the baseline takes.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ClusterTargetTransformation]
    [ArgumentCompleter(typeof(ClusterIdCompleter))]
    public ClusterTarget[]? Cluster { get; set; }

    /// <summary>Returns whether everything is in sync, instead of what differs.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var target in Cluster ?? [])
        {
            try
            {
                _clusters.Add(target.Resolve(new(Subscriptions.IdOf)));
            }
            catch (AksExtensionException refusal) when (MyInvocation.ExpectingInput)
            {
                Run.Refuse(refusal, target.Input);
            }
            catch (AksExtensionException refusal)
            {
                ThrowTerminatingError(ErrorRecords.Create(refusal, target.Input));
            }
        }
    }

    /// <inheritdoc/>
    private protected override void Validate() => _baseline = new(this, Run, Baseline);

    /// <inheritdoc/>
    private protected override void Finish()
    {
        // An empty list from the pipeline is no cluster, not all of them.
        if (MyInvocation.ExpectingInput && _clusters.Count == 0)
        {
            return;
        }

        var baseline = _baseline!;
        var scope = CreateScope() with { Clusters = _clusters.Count > 0 || Cluster is not null ? _clusters : null };
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
            await work.Sink.WriteObjectAsync(plan.IsInSync && plan.NotFound.Count == 0, work.CancellationToken);
            return;
        }

        foreach (var instance in plan.Instances)
        {
            await work.Sink.WriteObjectAsync(instance.ToDrift(), work.CancellationToken);
        }
    }
}
