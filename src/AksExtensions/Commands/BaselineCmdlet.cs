using AksExtensions.DesiredState;
using AksExtensions.Parameters.Completion;

namespace AksExtensions.Commands;

/// <summary>A command that reads a baseline document and looks at the fleet.</summary>
public abstract class BaselineCmdlet : AksCmdlet
{
    private readonly List<ClusterReference> _clusters = [];
    private readonly List<ClusterTarget> _targets = [];
    private Subscriptions? _subscriptions;

    /// <summary>The baseline document, YAML or JSON.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Baseline { get; set; } = string.Empty;

    /// <summary>The clusters to look at. Default: all that the baseline takes.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ClusterTargetTransformation]
    [ArgumentCompleter(typeof(ClusterIdCompleter))]
    public ClusterTarget[]? Cluster { get; set; }

    /// <summary>The subscriptions to look in, by ID or name. Default: all that the sign-in sees.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    public string[]? SubscriptionId { get; set; }

    /// <summary>Reads everything from Azure Resource Manager instead of Azure Resource Graph.</summary>
    [Parameter]
    public SwitchParameter Live { get; set; }

    /// <summary>How many extensions or requests are worked on at a time, 1 to 256. Those that only wait for Azure do not count. Default: 32.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    [NotAFile]
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>Runs the command as a job and returns the job. A job cannot ask for confirmation: commands that ask need -Force.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <summary>The subscriptions by name.</summary>
    private protected Subscriptions Subscriptions => _subscriptions ??= new(Run, null);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var target in Cluster ?? [])
        {
            try
            {
                _clusters.Add(target.Resolve(new(Subscriptions.IdOf) { HasGroupParameter = false }));
                _targets.Add(target);
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

    /// <summary>The work, when all clusters are known.</summary>
    private protected abstract void Start(PlanScope scope);

    /// <inheritdoc/>
    private protected sealed override void Finish()
    {
        if (CreateScope() is not { } scope)
        {
            return;
        }

        // What -WhatIf shows is for the person who is at the prompt.
        if (AsJob && !this.IsPreferred("WhatIf"))
        {
            var job = new JobStart(this);
            job.Add(_targets);
            job.Start(Run.Session);
        }
        else
        {
            Start(scope);
        }
    }

    /// <summary>What to look at, as the parameters say; null when the pipeline gave no cluster, which does not mean all of them.</summary>
    private PlanScope? CreateScope() => MyInvocation.ExpectingInput && _clusters.Count == 0 ? null : new()
    {
        SubscriptionIds = SubscriptionId?.Select(Subscriptions.IdOf).ToList(),
        Clusters = _clusters.Count > 0 || Cluster is not null ? _clusters : null,
        IsLive = Live,
        ThrottleLimit = ThrottleLimit,
    };
}
