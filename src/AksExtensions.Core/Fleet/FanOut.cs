namespace AksExtensions.Fleet;

/// <summary>
/// Runs work on many targets: a limited number at a time, and a larger number that only waits for Azure. Memory is bounded by these numbers
/// and not by the list of targets, because whoever feeds it waits for room.
/// </summary>
/// <param name="limit">How many targets are worked on at a time, at least one.</param>
/// <param name="waitingLimit">How many more may wait for an operation to end.</param>
/// <param name="onChange">Called, on any thread, when there is room again, and when nothing is left to do. Must not wait.</param>
public sealed class FanOut(int limit, int waitingLimit, Action onChange) : IDisposable
{
    // So many targets more are taken before their turn: the end of one then starts the next at once, and whoever feeds is woken once for several.
    // One at a time stays one at a time.
    private readonly int _ahead = limit / 2;

    private readonly object _gate = new();
    private readonly Queue<Job> _backlog = new();
    private readonly CancellationTokenSource _cancel = new();
    private int _working;
    private int _waiting;
    private bool _full;

    /// <summary>Whether another target may be given.</summary>
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

    /// <summary>Whether nothing runs and nothing waits.</summary>
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

    /// <summary>Cancelled when the work is to stop.</summary>
    public CancellationToken Stopping => _cancel.Token;

    private bool CanStart => _working < limit && _waiting < waitingLimit;

    private bool HasRoomNow => CanStart || _backlog.Count < _ahead;

    private bool IsIdleNow => _working == 0 && _waiting == 0 && _backlog.Count == 0;

    /// <summary>Works on one target, as soon as the limit lets it.</summary>
    /// <param name="work">The work; gets a place to say that it only waits from now on.</param>
    /// <param name="onFault">Told of an exception that is none of ours.</param>
    public void Start(Func<Place, CancellationToken, Task> work, Action<Exception> onFault)
    {
        lock (_gate)
        {
            _backlog.Enqueue(new(work, onFault));
            _ = Next(mayGoOn: false);
        }
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

    // Starts what stands in line, as far as there is room; the caller may go on with one of it itself, which spares a change of threads.
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
            // Last of all: whoever disposes waits for this.
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
                // Stopped, which is no error.
            }
            catch (Exception fault)
            {
                job.OnFault(fault);
            }

            job = place.Leave();
        }
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

        // Gives the work that takes this place; null when none does.
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
