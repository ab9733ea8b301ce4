using System.Collections.Concurrent;
using System.Management.Automation;

namespace AksExtensions.Pipeline;

/// <summary>
/// Makes every Write call of a cmdlet, on the pipeline's thread, while workers run on others. One queue keeps the order; objects and errors
/// take one of a bounded number of places in it, so a slow consumer slows the workers and memory does not grow with the list.
/// </summary>
/// <remarks>
/// A downstream <c>Select-Object -First 1</c> throws out of WriteObject, and calls neither StopProcessing nor EndProcessing; so whatever
/// ends a pump (the end, an exception, Ctrl+C) goes through <see cref="Dispose"/>, which cancels the workers and waits for them.
/// </remarks>
internal sealed class Pump : IDisposable
{
    private const int Places = 64;

    private readonly PSCmdlet _cmdlet;
    private readonly int _limit;
    private readonly BlockingCollection<Action<PSCmdlet>> _queue = [];
    private readonly SemaphoreSlim _places = new(Places);
    private readonly CancellationTokenSource _cancel = new();
    private readonly ConcurrentDictionary<Task, bool> _workers = new();
    private int _running;
    private bool _disposed;

    /// <summary>A pump.</summary>
    /// <param name="cmdlet">The cmdlet that writes.</param>
    /// <param name="limit">How many workers may run at a time, at least one.</param>
    public Pump(PSCmdlet cmdlet, int limit)
    {
        _cmdlet = cmdlet;
        _limit = limit;
        Sink = new(this);
    }

    public CommandSink Sink { get; }

    /// <summary>Stops the workers and the wait for them; from any thread.</summary>
    public void Cancel()
    {
        try
        {
            _cancel.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Ctrl+C came while the command was ending by itself.
        }
    }

    /// <summary>Starts a worker as soon as there is room for it, and writes what there is to write until then.</summary>
    public void Submit(Func<CancellationToken, Task> work)
    {
        Guard(() =>
        {
            while (_running >= _limit)
            {
                WriteNext();
            }

            _running++;
            var worker = Task.Run(() => RunAsync(work), CancellationToken.None);
            _workers[worker] = true;
            _ = worker.ContinueWith(ended => _workers.TryRemove(ended, out _), TaskScheduler.Default);
        });
    }

    /// <summary>Writes until all workers have ended.</summary>
    public void Complete()
    {
        Guard(() =>
        {
            while (_running > 0 || _queue.Count > 0)
            {
                WriteNext();
            }
        });
    }

    /// <summary>Cancels, drains and waits for the workers.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Cancel();
        // Workers only wait for cancellable things; none can wait for the pump once the token is cancelled.
        Task.WhenAll(_workers.Keys).Wait();
        _queue.Dispose();
        _places.Dispose();
        _cancel.Dispose();
    }

    /// <summary>Queues a write that waits for a place.</summary>
    internal async Task PostAwaitedAsync(Action<PSCmdlet> write, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        Post(cmdlet =>
        {
            _places.Release();
            write(cmdlet);
        });
    }

    /// <summary>Queues a write.</summary>
    internal void Post(Action<PSCmdlet> write) => _queue.Add(write, CancellationToken.None);

    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        Exception? failure = null;
        try
        {
            await work(_cancel.Token);
        }
        catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
        {
            // Stopped, which is no error.
        }
        catch (Exception unexpected)
        {
            // A defect of ours: it must end the command on the pipeline's thread, not vanish on this one.
            failure = unexpected;
        }

        Post(_ =>
        {
            _running--;
            if (failure is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }
        });
    }

    private void WriteNext()
    {
        Action<PSCmdlet> write;
        try
        {
            write = _queue.Take(_cancel.Token);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        write(_cmdlet);
    }

    // Any exception, PowerShell's own control flow among them, ends the workers before it goes on.
    private void Guard(Action action)
    {
        var completed = false;
        try
        {
            action();
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
}
