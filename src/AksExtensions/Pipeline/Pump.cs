using System.Collections.Concurrent;
using AksExtensions.Fleet;

namespace AksExtensions.Pipeline;

/// <summary>
/// Makes every Write call of a cmdlet on the pipeline's thread, while workers run on other threads. One queue keeps the order. Objects and errors
/// use a limited number of places in it, so a slow consumer slows the workers down, and memory does not grow with the list.
/// </summary>
/// <remarks>
/// A downstream <c>Select-Object -First 1</c> throws out of WriteObject, and calls neither StopProcessing nor EndProcessing. So every end of a
/// pump (the last object, an exception, Ctrl+C) passes <see cref="Dispose"/>, which cancels the workers and waits for them.
/// </remarks>
internal sealed class Pump : IPipelinePlace, IDisposable
{
    private const int Places = 64;

    // Each takes a timer and a few objects. ARM's write budget allows fewer operations than this at a time.
    private const int WaitingLimit = 10_000;

    private readonly PSCmdlet _cmdlet;
    private readonly FanOut _fanOut;
    private readonly ConcurrentQueue<Action<PSCmdlet>> _queue = new();
    private readonly SemaphoreSlim _places = new(Places);
    // Without spinning, because the wait is for Azure.
    private readonly ManualResetEventSlim _wake = new(initialState: false, spinCount: 0);
    private volatile bool _asleep;
    private bool _disposed;

    /// <summary>Creates a pump.</summary>
    /// <param name="cmdlet">The cmdlet that writes.</param>
    /// <param name="limit">The number of targets at a time, at least one.</param>
    public Pump(PSCmdlet cmdlet, int limit)
    {
        _cmdlet = cmdlet;
        _fanOut = new(limit, WaitingLimit, Wake);
        Sink = new(this);
    }

    public CommandSink Sink { get; }

    /// <inheritdoc/>
    public bool ReachesPerson => true;

    /// <summary>Stops the workers and the wait for them. Can be called on any thread.</summary>
    public void Cancel() => _fanOut.Cancel();

    /// <summary>Starts a worker as soon as there is room, and writes queued output until then.</summary>
    public void Submit(Func<FanOut.Place, CancellationToken, Task> work)
    {
        Guard(() =>
        {
            // Available output is written first, so that a fast consumer gets results immediately.
            WriteUntil(() => _fanOut.HasRoom);

            // A defect must end the command on the pipeline's thread, and not disappear on another one.
            _fanOut.Start(work, fault => Post(_ => System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault)));
        });
    }

    /// <summary>Starts a worker and writes output until it has ended, while other workers continue.</summary>
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

    /// <summary>Writes output until all workers have ended.</summary>
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
        // Everything that workers wait for can be canceled, so none of them waits for the pump after cancellation.
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

    /// <summary>Queues a write. After the end of the command, nothing reads it.</summary>
    internal void Post(Action<PSCmdlet> write)
    {
        _queue.Enqueue(write);
        Wake();
    }

    // Writes output and waits for more, until the queue is empty and the condition is met.
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

            // Checked before the last look at the queue: work queues its output before it ends.
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
        // Writers check the flag after adding to the queue, so the queue is checked after setting the flag.
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

    // Any exception, including PowerShell's control flow, ends the workers before it continues.
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
