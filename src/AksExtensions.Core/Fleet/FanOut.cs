using System.Collections.Concurrent;

namespace AksExtensions.Fleet;

/// <summary>
/// Runs work on many targets: a limited number at a time, and a larger number that only waits for Azure. Memory is bounded by these numbers
/// and not by the list of targets, because whoever feeds it waits for room.
/// </summary>
/// <param name="limit">How many targets are worked on at a time, at least one.</param>
/// <param name="waitingLimit">How many more may wait for an operation to end.</param>
/// <param name="onChange">Called, on any thread, when work has ended or begun to wait.</param>
public sealed class FanOut(int limit, int waitingLimit, Action onChange) : IDisposable
{
    private readonly ConcurrentDictionary<Task, bool> _tasks = new();
    private readonly CancellationTokenSource _cancel = new();
    private int _working;
    private int _waiting;

    /// <summary>Whether another target may be started.</summary>
    public bool HasRoom => Volatile.Read(ref _working) < limit && Volatile.Read(ref _waiting) < waitingLimit;

    /// <summary>Whether nothing runs and nothing waits.</summary>
    public bool IsIdle => Volatile.Read(ref _working) == 0 && Volatile.Read(ref _waiting) == 0;

    /// <summary>Cancelled when the work is to stop.</summary>
    public CancellationToken Stopping => _cancel.Token;

    /// <summary>Starts work on one target.</summary>
    /// <param name="work">The work; gets a place to say that it only waits from now on.</param>
    /// <param name="onFault">Told of an exception that is none of ours.</param>
    public void Start(Func<Place, CancellationToken, Task> work, Action<Exception> onFault)
    {
        Interlocked.Increment(ref _working);
        var place = new Place(this);
        var task = Task.Run(
            async () =>
            {
                try
                {
                    await work(place, _cancel.Token);
                }
                catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
                {
                    // Stopped, which is no error.
                }
                catch (Exception fault)
                {
                    onFault(fault);
                }
                finally
                {
                    place.Leave();
                }
            },
            CancellationToken.None);
        _tasks[task] = true;
        _ = task.ContinueWith(ended => _tasks.TryRemove(ended, out _), TaskScheduler.Default);
    }

    /// <summary>Cancels all work; from any thread, at any time.</summary>
    public void Cancel()
    {
        try
        {
            _cancel.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It had ended by itself.
        }
    }

    /// <summary>Cancels all work and waits until it has ended.</summary>
    public void Dispose()
    {
        Cancel();
        Task.WhenAll(_tasks.Keys).Wait();
        _cancel.Dispose();
    }

    /// <summary>One target's place among those that are worked on.</summary>
    public sealed class Place
    {
        private readonly FanOut _owner;
        private bool _waits;

        internal Place(FanOut owner) => _owner = owner;

        /// <summary>From now on this target only waits for Azure: another may be worked on.</summary>
        public void Wait()
        {
            if (!_waits)
            {
                _waits = true;
                Interlocked.Increment(ref _owner._waiting);
                Interlocked.Decrement(ref _owner._working);
                _owner.Changed();
            }
        }

        internal void Leave()
        {
            if (_waits)
            {
                Interlocked.Decrement(ref _owner._waiting);
            }
            else
            {
                Interlocked.Decrement(ref _owner._working);
            }

            _owner.Changed();
        }
    }

    private void Changed() => onChange();
}
