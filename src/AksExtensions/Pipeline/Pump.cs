using System.Collections.Concurrent;
using System.Management.Automation;
using AksExtensions.Fleet;

namespace AksExtensions.Pipeline;

/// <summary>
/// Makes every Write call of a cmdlet, on the pipeline's thread, while workers run on others. One queue keeps the order; objects and errors
/// take one of a bounded number of places in it, so a slow consumer slows the workers and memory does not grow with the list.
/// </summary>
/// <remarks>
/// A downstream <c>Select-Object -First 1</c> throws out of WriteObject, and calls neither StopProcessing nor EndProcessing; so whatever
/// ends a pump (the end, an exception, Ctrl+C) goes through <see cref="Dispose"/>, which cancels the workers and waits for them.
/// </remarks>
internal sealed class Pump : IPipelinePlace, IDisposable
{
    private const int Places = 64;

    // Each costs a timer and a few objects; ARM's write budget lets fewer than this be in flight at a time.
    private const int WaitingLimit = 10_000;

    private readonly PSCmdlet _cmdlet;
    private readonly FanOut _fanOut;
    private readonly ConcurrentQueue<Action<PSCmdlet>> _queue = new();
    private readonly SemaphoreSlim _places = new(Places);
    // Without spinning: what is waited for is Azure.
    private readonly ManualResetEventSlim _wake = new(initialState: false, spinCount: 0);
    private volatile bool _asleep;
    private bool _disposed;

    /// <summary>A pump.</summary>
    /// <param name="cmdlet">The cmdlet that writes.</param>
    /// <param name="limit">How many targets may be worked on at a time, at least one.</param>
    public Pump(PSCmdlet cmdlet, int limit)
    {
        _cmdlet = cmdlet;
        _fanOut = new(limit, WaitingLimit, Wake);
        Sink = new(this);
    }

    public CommandSink Sink { get; }

    /// <inheritdoc/>
    public bool ReachesPerson => true;

    /// <summary>Stops the workers and the wait for them; from any thread.</summary>
    public void Cancel() => _fanOut.Cancel();

    /// <summary>Starts a worker as soon as there is room for it, and writes what there is to write until then.</summary>
    public void Submit(Func<FanOut.Place, CancellationToken, Task> work)
    {
        Guard(() =>
        {
            // What is there already goes out first: a fast consumer sees results as they come.
            WriteUntil(() => _fanOut.HasRoom);

            // A defect of ours must end the command on the pipeline's thread, not vanish on another.
            _fanOut.Start(work, fault => Post(_ => System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault)));
        });
    }

    /// <summary>Starts a worker, and writes until it has ended, whatever else runs.</summary>
    public void SubmitAndWait(Func<FanOut.Place, CancellationToken, Task> work)
    {
        var ended = false;
        Submit(async (place, cancellationToken) =>
        {
            await work(place, cancellationToken);
            Post(_ => ended = true);
        });
        Guard(() => WriteUntil(() => ended));
    }

    /// <summary>Writes until all workers have ended.</summary>
    public void Complete()
    {
        Guard(() => WriteUntil(() => _fanOut.IsIdle));
    }

    /// <inheritdoc/>
    void IPipelinePlace.Post(Action<PipelineEngine> offer) => Post(cmdlet => offer(PipelineEngine.Of(cmdlet)));

    /// <summary>Cancels, drains and waits for the workers.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        // Workers only wait for cancellable things; none can wait for the pump once they are cancelled.
        _fanOut.Dispose();
        _places.Dispose();
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

    /// <summary>Queues a write. After the command has ended nobody reads any more.</summary>
    internal void Post(Action<PSCmdlet> write)
    {
        _queue.Enqueue(write);
        Wake();
    }

    // Writes what there is, and waits for more, until there is nothing to write and what is waited for is so.
    private void WriteUntil(Func<bool> isSo)
    {
        while (true)
        {
            while (_queue.TryDequeue(out var write))
            {
                if (_fanOut.Stopping.IsCancellationRequested)
                {
                    throw new PipelineStoppedException();
                }

                write(_cmdlet);
            }

            // Asked before the queue is looked at for the last time: what work puts out, it puts out before it ends.
            if (isSo() && _queue.IsEmpty)
            {
                return;
            }

            Sleep(isSo);
        }
    }

    private void Sleep(Func<bool> isSo)
    {
        _wake.Reset();
        _asleep = true;
        // Whoever puts something into the queue looks at the flag afterwards; so the queue is looked at after the flag was set.
        Interlocked.MemoryBarrier();
        try
        {
            if (_queue.IsEmpty && !isSo())
            {
                _wake.Wait(_fanOut.Stopping);
            }
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            _asleep = false;
        }
    }

    private void Wake()
    {
        Interlocked.MemoryBarrier();
        if (_asleep)
        {
            _wake.Set();
        }
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
