using System.Collections;
using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Management.Automation;
using AksExtensions.Connection;
using AksExtensions.Pipeline;

namespace AksExtensions.Parameters.Completion;

/// <summary>
/// One press of Tab: a moment on the runspace's thread, which must end soon and leave no trace. While it waits for Azure, the session may ask
/// Az.Accounts for a token on its thread; the requests themselves run elsewhere, and may go on when it has ended.
/// </summary>
internal sealed class Tab : IPipelinePlace, IDisposable
{
    /// <summary>How long a person waits for what only Azure knows.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1.5);

    private readonly BlockingCollection<Action<PipelineEngine>> _queue = [];
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly PipelineEngine _engine;

    /// <summary>A press of Tab, on the runspace's thread.</summary>
    public Tab() => _engine = new((script, arguments) => Run(script, arguments, Left), _ => { }, IsBrief: true);

    /// <inheritdoc/>
    public bool ReachesPerson => false;

    private TimeSpan Left => Deadline - TimeProvider.System.GetElapsedTime(_start) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <inheritdoc/>
    public void Post(Action<PipelineEngine> offer)
    {
        try
        {
            _queue.Add(offer);
        }
        catch (ObjectDisposedException)
        {
            // Its time is over; nobody waits there any more.
        }
    }

    /// <summary>Asks Azure.</summary>
    /// <param name="ask">Asks; called on a thread of its own.</param>
    /// <returns>The answer; null when there is no connection, when it could not be had, or when it did not come in time.</returns>
    public T? Ask<T>(Func<AzureKnowledge, Task<T?>> ask)
        where T : class
    {
        try
        {
            if (AksSession.Find(_engine) is not { } session)
            {
                return null;
            }

            // The Azure SDK is loaded there too.
            var answer = Task.Run(() => ask(new(session)));
            session.Thread.Add(this);
            try
            {
                Await(answer);
            }
            finally
            {
                session.Thread.Remove(this);
            }

            if (!answer.IsCompleted)
            {
                session.Answers.StopWaiting();
                // What comes of it later is in the session's answers; a failure is nobody's.
                _ = answer.ContinueWith(late => late.Exception, TaskScheduler.Default);
                return null;
            }

            return answer.Result;
        }
#pragma warning disable CA1031 // A Tab must never end in an error, whatever it is; the command itself will tell.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    /// <summary>Runs a script of this module on this thread, which takes no time worth a limit.</summary>
    public static Collection<PSObject> Run(string script, params object?[] arguments) => Run(script, arguments, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private static Collection<PSObject> Run(string script, object?[] arguments, TimeSpan limit)
    {
        var errors = (ArrayList)RunShell(",$global:Error", [], Timeout.InfiniteTimeSpan)[0].BaseObject;
        var newest = errors.Count > 0 ? errors[0] : null;
        try
        {
            return RunShell(script, arguments, limit);
        }
        finally
        {
            // $Error is a person's record of what went wrong with what that person did.
            while (errors.Count > 0 && !ReferenceEquals(errors[0], newest))
            {
                errors.RemoveAt(0);
            }
        }
    }

    private static Collection<PSObject> RunShell(string script, object?[] arguments, TimeSpan limit)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddScript(script, useLocalScope: true);
        foreach (var argument in arguments)
        {
            shell.AddArgument(argument);
        }

        using var end = new Timer(_ => Stop(shell), state: null, limit, Timeout.InfiniteTimeSpan);
        var output = shell.Invoke();
        // A script that was stopped gives what it had until then, as if it were all.
        return shell.InvocationStateInfo.State is PSInvocationState.Stopping or PSInvocationState.Stopped ? throw new PipelineStoppedException() : output;
    }

    private static void Stop(PowerShell shell)
    {
        try
        {
            // Not Stop, which waits: it stumbles over a script that ends at that very moment.
            shell.BeginStop(callback: null, state: null);
        }
#pragma warning disable CA1031 // On a timer's thread any exception would end the process, and with it a person's session.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private void Await(Task answer)
    {
        _ = answer.ContinueWith(_ => Post(_ => { }), TaskScheduler.Default);
        while (!answer.IsCompleted && Left > TimeSpan.Zero)
        {
            if (_queue.TryTake(out var offer, Left))
            {
                offer(_engine);
            }
        }
    }
}
