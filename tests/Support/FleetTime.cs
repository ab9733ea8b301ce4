using System.Diagnostics;

namespace AksExtensions.Tests;

/// <summary>
/// Virtual time for concurrent work: the clock moves to the next timer only when no real work is running, that is, when no request is in
/// flight and the thread pool has nothing to do. A quarter of an hour of a fleet passes in seconds, in the order in which it would pass.
/// </summary>
/// <remarks>
/// Time moves in steps of a fifth of a second, and what is due within a step happens at its end. Requests in flight are reported by
/// <see cref="Enter"/> and <see cref="Leave"/>.
/// </remarks>
internal sealed class FleetTime : TimeProvider, IDisposable
{
    private static readonly long Step = TimeSpan.FromMilliseconds(200).Ticks;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<(Timer Timer, int Version), (long Due, long Order)> _timers = new();
    private readonly Thread _driver;
    private readonly long _start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).UtcTicks;
    private long _now;
    private long _order;
    private int _busy;
    private volatile bool _stopped;

    public FleetTime()
    {
        _now = _start;
        _driver = new Thread(Drive) { IsBackground = true, Name = nameof(FleetTime) };
        _driver.Start();
    }

    /// <summary>The elapsed time.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _now) - _start);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _now), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Reports that real work begins.</summary>
    public void Enter() => Interlocked.Increment(ref _busy);

    /// <summary>Reports that real work has ended.</summary>
    public void Leave() => Interlocked.Decrement(ref _busy);

    public void Dispose()
    {
        _stopped = true;
        _driver.Join();
    }

    private void Drive()
    {
        while (!_stopped)
        {
            if (!IsQuiet() || !IsSure() || !Fire())
            {
                Thread.Sleep(Volatile.Read(ref _busy) > 0 ? 0 : 1);
            }
        }
    }

    // Quiet is what stays quiet for a few turns of the thread pool.
    private bool IsQuiet()
    {
        var completed = ThreadPool.CompletedWorkItemCount;
        for (var turn = 0; turn < 5; turn++)
        {
            if (Volatile.Read(ref _busy) > 0 || ThreadPool.PendingWorkItemCount > 0 || ThreadPool.CompletedWorkItemCount != completed)
            {
                return false;
            }

            Thread.Yield();
            Thread.SpinWait(200);
        }

        return true;
    }

    // A suspended thread also looks idle. A leap (probably to a timeout) waits longer for it than a step.
    private bool IsSure()
    {
        var (ahead, order) = Next();
        if (ahead < TimeSpan.FromSeconds(2).Ticks)
        {
            return true;
        }

        var isFar = ahead > TimeSpan.FromMinutes(2).Ticks;
        Thread.Sleep(isFar ? 200 : 5);
        // So does a thread that computes for a long time, such as the first diagnosis of a failure.
        var patience = Stopwatch.StartNew();
        while (IsComputing() && patience.ElapsedMilliseconds < (isFar ? 5000 : 100))
        {
            Thread.Sleep(1);
        }

        return Next().Order == order && IsQuiet();
    }

    private static bool IsComputing()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var available, out _);
        return available < most;
    }

    private (long Ahead, long Order) Next()
    {
        lock (_gate)
        {
            while (_timers.TryPeek(out var next, out var at))
            {
                if (next.Timer.Is(next.Version))
                {
                    return (at.Due - _now, _order);
                }

                _timers.Dequeue();
            }

            return (0, _order);
        }
    }

    private bool Fire()
    {
        List<Timer>? due = null;
        lock (_gate)
        {
            while (_timers.TryPeek(out var next, out var at))
            {
                if (!next.Timer.Is(next.Version))
                {
                    _timers.Dequeue();
                    continue;
                }

                if (due is null)
                {
                    var steps = (Math.Max(at.Due, _now) - _start + Step - 1) / Step;
                    Interlocked.Exchange(ref _now, _start + (steps * Step));
                }
                else if (at.Due > _now)
                {
                    break;
                }

                _timers.Dequeue();
                (due ??= []).Add(next.Timer);
            }
        }

        foreach (var timer in due ?? [])
        {
            ThreadPool.UnsafeQueueUserWorkItem(fired => fired.Fire(), timer, preferLocal: false);
        }

        return due is not null;
    }

    private sealed class Timer(FleetTime time, TimerCallback callback, object? state) : ITimer
    {
        private int _version;

        public bool Is(int version) => Volatile.Read(ref _version) == version;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Debug.Assert(period == Timeout.InfiniteTimeSpan, "Nothing here uses a period.");
            var version = Interlocked.Increment(ref _version);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                lock (time._gate)
                {
                    time._timers.Enqueue((this, version), (time._now + dueTime.Ticks, ++time._order));
                }
            }

            return true;
        }

        public void Dispose() => Interlocked.Increment(ref _version);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
