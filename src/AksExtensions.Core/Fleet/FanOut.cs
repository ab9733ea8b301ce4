namespace AksExtensions.Fleet;

/// <summary>
/// Runs work on many targets: a limited number at a time, and a larger number that only waits for Azure. These numbers limit the memory, not the
/// length of the list, because the caller waits for room.
/// </summary>
/// <param name="limit">The number of targets at a time, at least one.</param>
/// <param name="waitingLimit">The number of additional targets that can wait for an operation.</param>
/// <param name="onChange">Called on any thread when there is room again, and when everything is done. Must not block.</param>
public sealed class FanOut(int limit, int waitingLimit, Action onChange) : IDisposable
{
    // The number of targets that are accepted in advance. The end of one then starts the next immediately, and the caller is woken once for several.
    // With a limit of one, none are.
    private readonly int _ahead = limit / 2;

    private readonly object _gate = new();
    private readonly Queue<Job> _backlog = new();
    private readonly CancellationTokenSource _cancel = new();
    private int _working;
    private int _waiting;
    private bool _full;

    /// <summary>Whether there is room for another target.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return HasRoomNow;
            }
        }
    }

    /// <summary>Whether nothing is running or waiting.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return IsIdleNow;
            }
        }
    }

    /// <summary>Canceled when the work must stop.</summary>
    public CancellationToken Stopping => _cancel.Token;

    private bool CanStart => _working < limit && _waiting < waitingLimit;

    private bool HasRoomNow => CanStart || _backlog.Count < _ahead;

    private bool IsIdleNow => _working == 0 && _waiting == 0 && _backlog.Count == 0;

    /// <summary>Works on one target as soon as the limit allows it.</summary>
    /// <param name="work">The work. It receives a place, with which it can report that it only waits from now on.</param>
    /// <param name="onFault">Receives unexpected exceptions.</param>
    public void Start(Func<Place, CancellationToken, Task> work, Action<Exception> onFault)
    {
        lock (_gate)
        {
            _backlog.Enqueue(new(work, onFault));
            _ = Next(mayGoOn: false);
        }
    }

    /// <summary>Cancels all work. Can be called on any thread at any time.</summary>
    public void Cancel()
    {
        try
        {
            _cancel.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work has already ended.
        }
    }

    /// <summary>Cancels all work and waits for its end.</summary>
    public void Dispose()
    {
        Cancel();
        lock (_gate)
        {
            _backlog.Clear();
            while (!IsIdleNow)
            {
                Monitor.Wait(_gate);
            }
        }

        _cancel.Dispose();
    }

    // Starts waiting work when there is room. The caller can continue with one item itself, which saves a change of threads.
    private Job? Next(bool mayGoOn)
    {
        Job? own = null;
        while (CanStart && !_cancel.IsCancellationRequested && _backlog.TryDequeue(out var job))
        {
            _working++;
            if (mayGoOn && own is null)
            {
                own = job;
            }
            else
            {
                _ = Task.Run(() => RunAsync(job), CancellationToken.None);
            }
        }

        if (_cancel.IsCancellationRequested)
        {
            _backlog.Clear();
        }

        var changed = IsIdleNow || (_full && HasRoomNow && _backlog.Count <= _ahead / 2);
        _full = !HasRoomNow || (_full && !changed);
        if (changed)
        {
            onChange();
            // This must be last, because Dispose waits for it.
            Monitor.PulseAll(_gate);
        }

        return own;
    }

    private async Task RunAsync(Job? job)
    {
        while (job is not null)
        {
            var place = new Place(this);
            try
            {
                await job.Work(place, _cancel.Token);
            }
            catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
            {
                // A stop is not an error.
            }
            catch (Exception fault)
            {
                job.OnFault(fault);
            }

            job = place.Leave();
        }
    }

    /// <summary>The place of one target among those in progress.</summary>
    public sealed class Place
    {
        private readonly FanOut _owner;
        private bool _waits;

        internal Place(FanOut owner) => _owner = owner;

        /// <summary>Reports that this target only waits for Azure from now on, which makes room for another.</summary>
        public void Wait()
        {
            if (_waits)
            {
                return;
            }

            _waits = true;
            lock (_owner._gate)
            {
                _owner._waiting++;
                _owner._working--;
                _ = _owner.Next(mayGoOn: false);
            }
        }

        // Returns the next work for this place; null when there is none.
        internal Job? Leave()
        {
            lock (_owner._gate)
            {
                if (_waits)
                {
                    _owner._waiting--;
                }
                else
                {
                    _owner._working--;
                }

                return _owner.Next(mayGoOn: true);
            }
        }
    }

    internal sealed record Job(Func<Place, CancellationToken, Task> Work, Action<Exception> OnFault);
}
