using AksExtensions.DesiredState;
using AksExtensions.Parameters.Completion;

namespace AksExtensions.Commands;

/// <summary>Applies a baseline to a fleet, ring by ring.</summary>
[Cmdlet(VerbsData.Sync, "AksClusterExtension", SupportsShouldProcess = true)]
[OutputType(typeof(ExtensionChange))]
public sealed class SyncAksClusterExtensionCommand : BaselineCmdlet
{
    private BaselineRun? _baseline;

    /// <summary>The only ring to work on. The rings before it must still be ready.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NotAFile]
    public string? Ring { get; set; }

    /// <summary>Removes what should not exist.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>Sends protected settings even if none is missing.</summary>
    [Parameter]
    public SwitchParameter RefreshSecrets { get; set; }

    /// <summary>Removes and creates extensions whose type or scope is another one.</summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>What happens to an extension whose update failed. Default: Keep.</summary>
    [Parameter]
    public FailureReaction OnFailure { get; set; }

    /// <summary>Starts nothing more after so many failures. Default: never.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NotAFile]
    public int MaxErrorCount { get; set; } = int.MaxValue;

    /// <summary>Removes without asking.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How long to wait for each operation, in seconds. Default: 7200. The operation continues in Azure when the time is over.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NotAFile]
    public int TimeoutSeconds { get; set; } = OperationRun.DefaultTimeoutSeconds;

    private bool IsWhatIf => this.IsPreferred("WhatIf");

    /// <inheritdoc/>
    private protected override void Validate()
    {
        _baseline = new(this, Run, Baseline);
        _baseline.RequireRing(Ring);
        if (Cluster is not null || MyInvocation.ExpectingInput)
        {
            _baseline.RequireNoRings();
        }

        if (!IsWhatIf)
        {
            _baseline.RequireSecrets();
        }
    }

    /// <inheritdoc/>
    private protected override void Start(PlanScope scope)
    {
        var options = new RolloutOptions
        {
            Sync = new() { Prune = Prune, Replace = Replace, RefreshSecrets = RefreshSecrets },
            Ring = Ring,
            MaxErrorCount = MaxErrorCount,
            Reverts = OnFailure == FailureReaction.Revert,
            ThrottleLimit = ThrottleLimit,
        };
        var operations = new OperationRun(this, Run, TimeoutSeconds, noWait: false);
        var rollout = new RolloutRun(Run, operations, _baseline!, options, new(this, Force));
        if (IsWhatIf)
        {
            operations.Begin(Baseline, work => rollout.ExplainAsync(scope, work));
        }
        else
        {
            operations.Begin(Baseline, work => rollout.SyncAsync(scope, work));
        }
    }
}
