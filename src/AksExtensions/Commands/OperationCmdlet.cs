using System.Management.Automation;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;
using AksExtensions.Pipeline;

namespace AksExtensions.Commands;

/// <summary>A command that starts or awaits long-running operations on an instance.</summary>
public abstract class OperationCmdlet : ClusterCmdlet
{
    private OperationTracker? _tracker;
    private OperationRunner? _runner;

    /// <summary>The instance's name. Default: that of the piped extension or operation.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public virtual string? Name { get; set; }

    /// <summary>How long to wait for each operation, in seconds. Default: 7200. The operation goes on in Azure when the time is over.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NotAFile]
    public int TimeoutSeconds { get; set; } = 2 * 60 * 60; // Users report creates of an hour.

    /// <summary>Whether the operation itself is put out, without waiting for its end.</summary>
    private protected abstract bool ReturnsAtOnce { get; }

    /// <summary>What the operations do, and which of them still go on.</summary>
    private protected OperationTracker Tracker => _tracker ??= new(
        Pump.Sink, Progress, Session.Connection.TimeProvider, (_, extension, keys) => AgreeToLose(extension, keys));

    /// <summary>Runs operations and puts out what comes of them.</summary>
    private protected OperationRunner Runner => _runner ??= new(
        Service, Tracker, Session.Connection.TimeProvider, Session.Connection.Budget, TimeSpan.FromSeconds(TimeoutSeconds), ReturnsAtOnce);

    /// <inheritdoc/>
    private protected override void Validate()
    {
        if (Name is not null)
        {
            ExtensionReference.ValidateName(Name);
        }

        base.Validate();
    }

    /// <inheritdoc/>
    private protected override void Check(ClusterTarget target) => target.RequireExtensionName(Name);

    /// <inheritdoc/>
    private protected override string? ExtensionNameOf(ClusterTarget target) => target.RequireExtensionName(Name);

    /// <summary>The instance to work on: the one that -Name says, else the one that the input named.</summary>
    private protected ExtensionReference ExtensionOf(ClusterTarget target, ClusterReference cluster) => new(cluster, target.RequireExtensionName(Name));

    /// <inheritdoc/>
    private protected override void Prepare()
    {
        base.Prepare();
        _ = Runner;
    }

    /// <summary>Asks, on the pipeline's thread, whether protected settings may be lost.</summary>
    private protected virtual bool AgreeToLose(ClusterExtension extension, IReadOnlyList<string> keys) => false;

    /// <summary>
    /// Tells what goes on in Azure after Ctrl+C. The host (or the job) is asked directly: the streams of a stopped pipeline are closed.
    /// </summary>
    private protected override void OnEnded()
    {
        if (_tracker?.Unfinished() is { } unfinished)
        {
            if (CommandJob.Current is { } job)
            {
                job.Warn(unfinished);
            }
            else
            {
                Host?.UI?.WriteWarningLine(unfinished);
            }
        }

        _tracker = null;
    }
}
