using System.Management.Automation;
using AksExtensions.DesiredState;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;
using AksExtensions.Running;

namespace AksExtensions.Commands;

/// <summary>Makes the extensions of a fleet what a baseline says, ring by ring.</summary>
[Cmdlet(VerbsData.Sync, "AksClusterExtension", SupportsShouldProcess = true)]
[OutputType(typeof(ExtensionChange))]
public sealed class SyncAksClusterExtensionCommand : AksCmdlet
{
    private BaselineRun? _baseline;

    /// <summary>The baseline document, YAML or JSON.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Baseline { get; set; } = string.Empty;

    /// <summary>The only ring to work on. Rings before it still have to be ready.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NotAFile]
    public string? Ring { get; set; }

    /// <summary>Removes what should not exist.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>Sends protected settings although none is missing.</summary>
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

    /// <summary>The subscriptions to look in, by ID or name. Default: all that the sign-in sees.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    public string[]? SubscriptionId { get; set; }

    /// <summary>Reads everything from Azure Resource Manager instead of Azure Resource Graph.</summary>
    [Parameter]
    public SwitchParameter Live { get; set; }

    /// <summary>Removes without asking.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How many extensions are worked on at a time, 1 to 256. Those that only wait for Azure do not count. Default: 32.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    [NotAFile]
    public int ThrottleLimit { get; set; } = 32;

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
        if (!IsWhatIf)
        {
            _baseline.RequireSecrets();
        }
    }

    /// <inheritdoc/>
    private protected override void Finish()
    {
        var options = new RolloutOptions
        {
            Sync = new() { Prune = Prune, Replace = Replace, RefreshSecrets = RefreshSecrets },
            Ring = Ring,
            MaxErrorCount = MaxErrorCount,
            Reverts = OnFailure == FailureReaction.Revert,
            ThrottleLimit = ThrottleLimit,
        };
        var scope = new PlanScope { SubscriptionIds = SubscriptionId?.Select(new Subscriptions(Run, null).IdOf).ToList(), IsLive = Live, ThrottleLimit = ThrottleLimit };
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
