using System.Management.Automation;
using AksExtensions.Arm;
using AksExtensions.Connection;
using AksExtensions.Pipeline;

namespace AksExtensions.Commands;

/// <summary>What every command has: the connection, the pump that writes, Ctrl+C, and errors.</summary>
public abstract class AksCmdlet : PSCmdlet, IDisposable
{
    private AksSession? _session;
    private IArmService? _service;
    private Pump? _pump;
    private FleetProgress? _progress;
    private int _failures;

    /// <summary>The connection that this command works in.</summary>
    /// <remarks>Taken on the pipeline's thread, before any work starts: other threads have no runspace.</remarks>
    private protected AksSession Session => _session ??= AksSession.Of(this);

    /// <summary>Azure Resource Manager; each request is told to -Verbose.</summary>
    private protected IArmService Service => _service ??= Session.Service.Observe(
        // A fleet's thousands of lines are made only when somebody reads them.
        IsPreferred("Verbose") ? exchange => Pump.Sink.Verbose(exchange.ToString()) : null);

    /// <summary>Writes what the workers put out.</summary>
    private protected Pump Pump
    {
        get
        {
            if (_pump is null)
            {
                _pump = new Pump(this, TargetLimit);
                Session.Thread.Add(_pump);
                // A stop that came before had nothing to cancel, and comes only once.
                Interlocked.MemoryBarrier();
                if (Stopping)
                {
                    _pump.Cancel();
                }
            }

            return _pump;
        }
    }

    /// <summary>The one bar of a command on many targets.</summary>
    private protected FleetProgress Progress => _progress ??= new(
        Pump.Sink, MyInvocation.MyCommand.Name, TargetCount, Session.Connection.TimeProvider, Session.Connection.Budget);

    /// <summary>How many targets are worked on at a time.</summary>
    private protected virtual int TargetLimit => 1;

    /// <summary>How many targets there will be; null when that is not known before the pipeline has ended.</summary>
    private protected virtual int? TargetCount => null;

    /// <summary>After how many failed targets the command ends.</summary>
    private protected virtual int FailureLimit => int.MaxValue;

    /// <summary>Ends whatever still runs.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Checks everything that can be checked without a request.</summary>
    protected sealed override void BeginProcessing()
    {
        Begin();
        Refusing(Validate);
    }

    /// <summary>Waits for the work that was started.</summary>
    protected sealed override void EndProcessing()
    {
        using var ended = new Ending(this);
        Refusing(Finish);
        _progress?.Complete();
        _pump?.Complete();
        _progress?.End();
        _pump?.Complete();
    }

    /// <summary>Ctrl+C, on another thread: only cancels. The pipeline's thread does the rest.</summary>
    protected sealed override void StopProcessing() => _pump?.Cancel();

    /// <summary>Called first of all, with the parameters as they were given.</summary>
    private protected virtual void Begin()
    {
    }

    /// <summary>The rules on the parameters; a failure ends the command before the first request.</summary>
    private protected virtual void Validate()
    {
    }

    /// <summary>What is left to do when the input has ended.</summary>
    private protected virtual void Finish()
    {
    }

    /// <summary>Called once when the command ends, in whatever way, after all work has stopped.</summary>
    private protected virtual void OnEnded()
    {
    }

    /// <summary>Runs an action whose failures end the command.</summary>
    private protected void Refusing(Action action)
    {
        try
        {
            action();
        }
        catch (AksExtensionException refusal)
        {
            ThrowTerminatingError(ErrorRecords.Create(refusal));
        }
    }

    /// <summary>Starts work for one target; a failure is an error about that target, and the others go on.</summary>
    private protected void Start(object target, Func<Work, Task> work)
    {
        var completed = false;
        try
        {
            Prepare();
            Progress.Added();
            Pump.Submit(async (place, cancellationToken) =>
            {
                Progress.Started();
                var failed = true;
                try
                {
                    var given = new Work(Pump.Sink, place, cancellationToken);
                    await work(given);
                    failed = given.HasFailed;
                }
                catch (AksExtensionException failure) when (failure is { ErrorId: nameof(Errors.AuthenticationFailed), Arm: null })
                {
                    // Without a token no other target would fare better.
                    Pump.Sink.End(ErrorRecords.Create(failure, target));
                }
                catch (AksExtensionException failure)
                {
                    await Pump.Sink.WriteErrorAsync(ErrorRecords.Create(failure, target), cancellationToken);
                }

                if (failed && ReachesFailureLimit())
                {
                    Pump.Sink.End(ErrorRecords.Create(Errors.MaxErrorCountReached(FailureLimit)));
                }

                Progress.Done(failed);
            });
            completed = true;
        }
        finally
        {
            if (!completed)
            {
                End();
            }
        }
    }

    /// <summary>Tells, on the pipeline's thread, that a target was refused before any work on it; the others go on.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="target">What was given; null means what the refusal names itself.</param>
    private protected void Refuse(AksExtensionException refusal, object? target)
    {
        WriteError(ErrorRecords.Create(refusal, target));
        if (ReachesFailureLimit())
        {
            ThrowTerminatingError(ErrorRecords.Create(Errors.MaxErrorCountReached(FailureLimit)));
        }
    }

    /// <summary>Makes what all work shares, on the pipeline's thread, before the first work starts.</summary>
    private protected virtual void Prepare()
    {
        _ = Service;
        _ = Progress;
    }

    /// <summary>Waits for one answer, on the pipeline's thread; work that was started before goes on meanwhile.</summary>
    private protected T Await<T>(Func<CancellationToken, Task<T>> work)
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

    /// <summary>Works in a session that is not this runspace's yet.</summary>
    private protected void Enter(AksSession session) => _session = session;

    /// <summary>Whether to go on: asks PowerShell, with -Force in the place of a yes. -WhatIf always wins.</summary>
    private protected bool Agreed(ExtensionReference extension, string action, string question, bool force)
    {
        if (force && !IsPreferred("WhatIf") && !IsPreferred("Confirm"))
        {
            return true;
        }

        var command = MyInvocation.MyCommand.Name;
        try
        {
            return ShouldProcess(action, question, command);
        }
        catch (Exception failure) when (IsNobodyThere(failure))
        {
            // Nobody could be asked about the next cluster either.
            ThrowTerminatingError(ErrorRecords.Create(Errors.ConfirmationRequired(
                extension.Id, $"{command} asks before it changes '{extension.Name}' on the cluster '{extension.Cluster.Name}'",
                "Add -Force or -Confirm:$false to agree beforehand.")));
            return false;
        }
    }

    /// <summary>
    /// Whether a question failed because the host cannot ask: a runbook, a job, pwsh -NonInteractive; or a console whose input has ended, which
    /// fails on the null that it reads.
    /// </summary>
    private protected static bool IsNobodyThere(Exception failure) =>
        failure is PSInvalidOperationException or PSNotSupportedException or System.Management.Automation.Host.HostException or NullReferenceException;

    /// <summary>Whether a common switch was given, or its preference variable is set.</summary>
    private protected bool IsPreferred(string name) =>
        MyInvocation.BoundParameters.TryGetValue(name, out var value)
            ? LanguagePrimitives.IsTrue(value)
            : name switch
            {
                "WhatIf" => LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference", false)),
                "Verbose" => !"SilentlyContinue".Equals(GetVariableValue("VerbosePreference")?.ToString(), StringComparison.OrdinalIgnoreCase),
                _ => false,
            };

    /// <summary>Whether a common switch was given as false: -Confirm:$false.</summary>
    private protected bool IsDeclined(string name) =>
        MyInvocation.BoundParameters.TryGetValue(name, out var value) && !LanguagePrimitives.IsTrue(value);

    // Once only, for the failure that reaches the limit.
    private bool ReachesFailureLimit() => Interlocked.Increment(ref _failures) == FailureLimit;

    private void Dispose(bool disposing)
    {
        if (disposing)
        {
            End();
        }
    }

    private void End()
    {
        if (_pump is null)
        {
            return;
        }

        Session.Thread.Remove(_pump);
        _pump.Dispose();
        _pump = null;
        OnEnded();
    }

    private readonly struct Ending(AksCmdlet cmdlet) : IDisposable
    {
        public void Dispose() => cmdlet.End();
    }
}
