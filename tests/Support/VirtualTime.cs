namespace AksExtensions.Tests;

/// <summary>
/// Time that passes as soon as code waits for it: a timer fires immediately, and the clock then shows the time at which it would have fired. An hour of
/// polling takes no time, and what was waited for can be asserted.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _waits = [];
    private readonly List<Timer> _deadlines = [];
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Every wait so far, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate)
            {
                return [.. _waits];
            }
        }
    }

    /// <summary>The sum of all waits.</summary>
    public TimeSpan Waited => TimeSpan.FromTicks(Waits.Sum(wait => wait.Ticks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Advances time without a wait.</summary>
    public void Advance(TimeSpan by) => Pass(by, isWait: false);

    private void Pass(TimeSpan time, bool isWait)
    {
        List<Timer> due;
        lock (_gate)
        {
            _now += time;
            if (isWait)
            {
                _waits.Add(time);
            }

            due = [.. _deadlines.Where(deadline => deadline.Due <= _now)];
            _deadlines.RemoveAll(due.Contains);
        }

        due.ForEach(deadline => deadline.Fire());
    }

    private sealed class Timer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return true;
            }

            // A token with a timeout is a deadline and not a wait. It expires when other waits have taken as long.
            if (state is CancellationTokenSource && dueTime > TimeSpan.Zero)
            {
                lock (time._gate)
                {
                    Due = time._now + dueTime;
                    time._deadlines.Add(this);
                }

                return true;
            }

            time.Pass(dueTime, isWait: true);
            Fire();
            return true;
        }

        public void Fire() => ThreadPool.QueueUserWorkItem(_ => callback(state));

        public void Dispose()
        {
            lock (time._gate)
            {
                time._deadlines.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
