using AksExtensions.Arm;
using AksExtensions.Connection;
using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>
/// One run of a command: the connection, the pump that writes, progress, failures and the end. A cmdlet creates one when its
/// parameters are bound, and forwards PowerShell's calls: begin, end, stop and dispose.
/// </summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="limits">How much it does at a time, and when it gives up.</param>
internal sealed class CommandRun(PSCmdlet cmdlet, RunLimits limits) : IDisposable
{
    private AksSession? _session;
    private IArmService? _service;
    private Pump? _pump;
    private FleetProgress? _progress;
    private TypeWork? _types;
    private readonly FleetSummary _summary = new();
    private int _failures;
    private int _refused;

    /// <summary>Called once when the command ends for any reason, after all work has stopped.</summary>
    public Action? Ended { get; set; }

    /// <summary>The connection of the command.</summary>
    /// <remarks>First read on the pipeline's thread, before any work starts: other threads have no runspace.</remarks>
    public AksSession Session => _session ??= AksSession.Of(cmdlet);

    /// <summary>Azure Resource Manager; -Verbose shows each request.</summary>
    public IArmService Service => _service ??= Session.Service.Observe(
        // The thousands of lines of a fleet are created only on request.
        cmdlet.IsPreferred("Verbose") ? exchange => Pump.Sink.Verbose(exchange.ToString()) : null, Announce);

    /// <summary>What the command reads and reports for the types of extension.</summary>
    public TypeWork Types => _types ??= new(Service, TimeProvider);

    /// <summary>The clock of the connection.</summary>
    public TimeProvider TimeProvider => Session.Connection.TimeProvider;

    /// <summary>The progress bar of a command on many targets.</summary>
    public FleetProgress Progress => _progress ??= new(
        Pump.Sink, cmdlet.MyInvocation.MyCommand.Name, limits.Targets?.Invoke(), TimeProvider, Session.Connection.Budget);

    /// <summary>The connection from the workers to PowerShell.</summary>
    public CommandSink Sink => Pump.Sink;

    // A long wait without a message looks like a hang.
    private void Announce(ArmPause pause)
    {
        var text = Messages.Pausing(pause, TimeProvider);
        if (ArmPause.IsLong(pause.Duration))
        {
            Sink.Warn(text);
        }
        else
        {
            Sink.Verbose(text);
        }
    }

    private Pump Pump
    {
        get
        {
            if (_pump is null)
            {
                _pump = new Pump(cmdlet, limits.AtATime);
                Session.Thread.Add(_pump);
                // An earlier stop had nothing to cancel, and PowerShell stops only once.
                Interlocked.MemoryBarrier();
                if (cmdlet.Stopping)
                {
                    _pump.Cancel();
                }
            }

            return _pump;
        }
    }

    /// <summary>Uses a session that does not belong to this runspace yet.</summary>
    public void Enter(AksSession session) => _session = session;

    /// <summary>Runs an action whose failure ends the command.</summary>
    public void Refusing(Action action)
    {
        try
        {
            action();
        }
        catch (AksExtensionException refusal)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.Create(refusal));
        }
    }

    /// <summary>Starts work on one target. A failure is an error about that target, and the work on the others continues.</summary>
    public void Start(object target, Func<Work, Task> work)
    {
        var completed = false;
        try
        {
            // The shared service is created here, on the pipeline's thread.
            _ = Types;
            Progress.Added();
            Pump.Submit(async (place, cancellationToken) =>
            {
                Progress.Started();
                var given = new Work(Sink, place, cancellationToken);
                var failed = await FailsAsync(given, target, work);
                Progress.Done(failed);
                if (failed && ReachesFailureLimit())
                {
                    Sink.End(ErrorRecords.Create(Errors.MaxErrorCountReached(limits.Failures)), () => Summarize());
                }
            });
            completed = true;
        }
        finally
        {
            if (!completed)
            {
                Dispose();
            }
        }
    }

    /// <summary>Reports, on the pipeline's thread, a target that was refused before any work on it; the command continues with the others.</summary>
    /// <param name="refusal">Why it was refused.</param>
    /// <param name="target">The input; null when the refusal has its own target.</param>
    public void Refuse(AksExtensionException refusal, object? target)
    {
        _refused++;
        _summary.Add(refusal);
        cmdlet.WriteError(ErrorRecords.Create(refusal, target));
        if (ReachesFailureLimit())
        {
            Summarize();
            cmdlet.ThrowTerminatingError(ErrorRecords.Create(Errors.MaxErrorCountReached(limits.Failures)));
        }
    }

    /// <summary>Reports the failure of a part of the work. Any thread.</summary>
    public Task FailAsync(AksExtensionException failure, object target, CancellationToken cancellationToken)
    {
        _summary.Add(failure);
        return Sink.WriteErrorAsync(ErrorRecords.Create(failure, target), cancellationToken);
    }

    /// <summary>Waits for one answer on the pipeline's thread, while work that was started before continues.</summary>
    public T Await<T>(Func<CancellationToken, Task<T>> work)
    {
        T result = default!;
        AksExtensionException? refusal = null;
        Pump.SubmitAndWait(async (_, cancellationToken) =>
        {
            try
            {
                result = await work(cancellationToken);
            }
            catch (AksExtensionException failure)
            {
                refusal = failure;
            }
        });
        return refusal is null ? result : throw refusal;
    }

    /// <summary>Waits, on the pipeline's thread, for the work that was started.</summary>
    public void Drain()
    {
        _progress?.Complete();
        _pump?.Complete();
    }

    /// <summary>Says how the work that was started ended; called on the pipeline's thread.</summary>
    /// <param name="isComplete">Whether all targets were worked on, or null when only the count can tell.</param>
    public void Summarize(bool? isComplete = null)
    {
        var (done, failed, isAll) = _progress?.Ended ?? (0, 0, false);
        // After Ctrl+C, the workers end without being done.
        Summarize(done, failed, cmdlet.Stopping ? isAll : isComplete ?? isAll);
    }

    /// <summary>Says how the parts of the work ended; called on the pipeline's thread.</summary>
    public void Summarize(int done, int failed, bool isComplete) => _summary.Write(cmdlet, done + _refused, failed + _refused, isComplete);

    /// <summary>Completes the command when the input has ended, and waits for the work that was started.</summary>
    public void End(Action finish)
    {
        try
        {
            Refusing(finish);
            Drain();
            _progress?.End();
            _pump?.Complete();
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Ctrl+C, on another thread: only cancels. The pipeline's thread does the rest.</summary>
    public void Cancel() => _pump?.Cancel();

    /// <summary>Stops all running work.</summary>
    public void Dispose()
    {
        if (_pump is null)
        {
            return;
        }

        Session.Thread.Remove(_pump);
        _pump.Dispose();
        _pump = null;
        if (cmdlet.Stopping)
        {
            // Before the operations that continue in Azure, which need attention and therefore come last.
            Summarize();
        }

        Ended?.Invoke();
    }

    private async Task<bool> FailsAsync(Work given, object target, Func<Work, Task> work)
    {
        try
        {
            await work(given);
            return given.HasFailed;
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.AuthenticationFailed) && (failure.Arm is null || failure.InnerException is not null))
        {
            // Without a token, every other target would fail.
            given.Sink.End(ErrorRecords.Create(failure, target), () => Summarize());
        }
        catch (AksExtensionException failure)
        {
            await FailAsync(failure, target, given.CancellationToken);
        }

        return true;
    }

    // Once only, for the failure that reaches the limit.
    private bool ReachesFailureLimit() => Interlocked.Increment(ref _failures) == limits.Failures;
}
