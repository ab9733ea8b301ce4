using System.Collections;
using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using AksExtensions.Connection;
using AksExtensions.Pipeline;

namespace AksExtensions.Parameters.Completion;

/// <summary>
/// One press of Tab. It runs on the runspace's thread, so it must end soon and leave no trace. While it waits for Azure, the session can ask
/// Az.Accounts for a token on that thread; the requests themselves run on other threads and can outlive it.
/// </summary>
internal sealed class Tab : IPipelinePlace, IDisposable
{
    /// <summary>How long the prompt is blocked while Azure is asked.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1.5);

    private readonly BlockingCollection<Action<PipelineEngine>> _queue = [];
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly PipelineEngine _engine;

    /// <summary>Starts the clock; called on the runspace's thread.</summary>
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
            // The deadline has passed, and nobody is waiting.
        }
    }

    /// <summary>Asks Azure, until the deadline.</summary>
    /// <param name="ask">Asks; called on another thread.</param>
    /// <returns>The answer; null when there is no connection, when the request failed, or when the answer is late.</returns>
    public T? Ask<T>(Func<AzureKnowledge, Task<T?>> ask)
        where T : class
    {
        try
        {
            if (AksSession.Find(_engine) is not { } session)
            {
                return null;
            }

            // The thread also loads the Azure SDK, which takes time on first use.
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
                // A late answer stays in the session's cache; a late failure concerns nobody.
                _ = answer.ContinueWith(late => late.Exception, TaskScheduler.Default);
                return null;
            }

            return answer.Result;
        }
#pragma warning disable CA1031 // Completion must never fail, whatever happens; the command itself reports the error.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    /// <summary>Runs one of this module's own scripts on this thread. They are short and need no limit.</summary>
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
            // $Error lists the errors of the user's own commands.
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
        // A stopped script returns its output so far as if it were complete.
        return shell.InvocationStateInfo.State is PSInvocationState.Stopping or PSInvocationState.Stopped ? throw new PipelineStoppedException() : output;
    }

    private static void Stop(PowerShell shell)
    {
        try
        {
            // Stop waits, and throws when the script ends at the same moment.
            shell.BeginStop(callback: null, state: null);
        }
#pragma warning disable CA1031 // An exception on a timer's thread would end the process, and the user's session with it.
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
