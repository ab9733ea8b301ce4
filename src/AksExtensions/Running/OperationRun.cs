using AksExtensions.Fleet;
using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>The long-running operations of a command: starts them, follows them, and says which continue in Azure after Ctrl+C.</summary>
internal sealed class OperationRun
{
    /// <summary>The default time to wait for an operation, in seconds. Users report creates of an hour.</summary>
    public const int DefaultTimeoutSeconds = 2 * 60 * 60;

    private readonly PSCmdlet _cmdlet;
    private readonly CommandRun _run;
    private readonly TimeSpan _timeout;
    private readonly bool _noWait;
    private readonly Func<ClusterExtension, IReadOnlyList<string>, bool> _agreesToLose;
    private readonly PodReading? _pods;
    private OperationTracker? _tracker;
    private OperationRunner? _runner;

    /// <summary>The operations of a command.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="run">Its run.</param>
    /// <param name="timeoutSeconds">How long to wait for each operation, in seconds.</param>
    /// <param name="noWait">Whether to return the operation itself instead of waiting for it.</param>
    /// <param name="agreesToLose">Asks whether an update may delete protected settings; null means that it may not.</param>
    /// <param name="pods">Reads the pods of an extension whose operation failed; null means that they are not read.</param>
    public OperationRun(
        PSCmdlet cmdlet, CommandRun run, int timeoutSeconds, bool noWait, Func<ClusterExtension, IReadOnlyList<string>, bool>? agreesToLose = null,
        PodReading? pods = null)
    {
        _cmdlet = cmdlet;
        _run = run;
        _timeout = TimeSpan.FromSeconds(timeoutSeconds);
        _noWait = noWait;
        _pods = pods;
        _agreesToLose = agreesToLose ?? ((_, _) => false);
        run.Ended += TellUnfinished;
    }

    /// <summary>Tracks the operations and those that continue in Azure.</summary>
    public OperationTracker Tracker => _tracker ??= new(
        _run.Sink, _run.Progress, _run.TimeProvider, (_, extension, keys) => _agreesToLose(extension, keys));

    /// <summary>Runs operations and returns their results.</summary>
    public OperationRunner Runner => _runner ??= new(
        _run.Service, Tracker, _run.TimeProvider, _run.Session.Connection.Budget, _timeout, _noWait);

    /// <summary>The sequences of requests.</summary>
    public ExtensionLifecycle Lifecycle => Runner.Lifecycle;

    /// <summary>Starts work on one cluster.</summary>
    public void Start(ClusterReference cluster, Func<Work, Task> work) => Begin(cluster, work);

    /// <summary>Starts work that is about many clusters.</summary>
    /// <param name="target">The target of the work, for errors.</param>
    /// <param name="work">The work.</param>
    public void Begin(object target, Func<Work, Task> work)
    {
        // Created here, on the pipeline's thread.
        _ = Runner;
        _run.Start(target, _pods is null ? work : given => _pods.ExplainAsync(work, given));
    }

    /// <summary>Warns through the host or the job, because the streams of a stopped pipeline are closed.</summary>
    public static void TellPerson(PSCmdlet cmdlet, string text)
    {
        if (CommandJob.Current is { } job)
        {
            job.Warn(text);
        }
        else
        {
            cmdlet.Host?.UI?.WriteWarningLine(text);
        }
    }

    private void TellUnfinished()
    {
        if (_tracker?.Unfinished() is { } unfinished)
        {
            TellPerson(_cmdlet, unfinished);
        }

        _tracker?.Dispose();
        _tracker = null;
    }
}
