using System.Collections.Concurrent;

namespace AksExtensions.Fleet;

/// <summary>The kinds of request that Azure Resource Manager counts apart.</summary>
public enum RequestKind
{
    /// <summary>GET and HEAD, and POST that only reads.</summary>
    Read,

    /// <summary>PUT, PATCH and POST.</summary>
    Write,

    /// <summary>DELETE.</summary>
    Delete,
}

/// <summary>
/// What Azure Resource Manager still lets a sign-in do. ARM keeps a token bucket for each subscription and kind of request; this is its
/// image on our side, kept true by the x-ms-ratelimit-remaining headers, so that requests wait here instead of being refused there.
/// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
/// </summary>
/// <param name="timeProvider">The clock.</param>
public sealed class ArmBudget(TimeProvider timeProvider)
{
    // Reads that polls leave to everything else: a create's first look and the last look at a resource must not wait behind thousands of polls.
    private const double Reserve = 50;

    // The first of the line waits no longer than this for the reserve to be whole: reads that never end must not keep it for ever.
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Subscription, RequestKind Kind), Bucket> _buckets = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _pollLines = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether some request waits for its turn.</summary>
    public bool IsBraking => _buckets.Values.Any(bucket => bucket.HasQueue);

    /// <summary>Waits until ARM will take another request.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="kind">The kind of request.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The request's number, for <see cref="Report"/>.</returns>
    public async ValueTask<long> AcquireAsync(string subscriptionId, RequestKind kind, CancellationToken cancellationToken)
    {
        var bucket = Of(subscriptionId, kind);
        while (true)
        {
            var (delay, pauses) = bucket.Take();
            if (delay > TimeSpan.Zero)
            {
                try
                {
                    await Task.Delay(delay, timeProvider, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    bucket.GiveBack();
                    throw;
                }

                if (bucket.HasPausedSince(pauses))
                {
                    // ARM refused somebody meanwhile, which moves everybody back in the queue.
                    bucket.GiveBack();
                    continue;
                }
            }

            return bucket.Send();
        }
    }

    /// <summary>Tells what an answer said.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="kind">The kind of request.</param>
    /// <param name="request">The request's number.</param>
    /// <param name="remaining">What is left in ARM's bucket; null when the answer did not say.</param>
    /// <param name="pause">How long ARM asked to wait, with a 429; null when it was none.</param>
    public void Report(string subscriptionId, RequestKind kind, long request, int? remaining, TimeSpan? pause) =>
        Of(subscriptionId, kind).Answered(request, remaining, pause);

    /// <summary>
    /// Waits for a turn to poll, first come first served. Polls take what the other requests leave of the read budget, so that all operations
    /// in flight together stay within it whatever their number: 5,000 poll rarely, one polls often. When those leave nothing, a poll a second
    /// queues among them.
    /// </summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The turn; to be disposed of when the poll is over.</returns>
    public async Task<IDisposable> WaitForPollAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        var bucket = Of(subscriptionId, RequestKind.Read);
        var line = Line(subscriptionId);
        await line.WaitAsync(cancellationToken);
        try
        {
            // Only the first of the line waits for the clock, so thousands of operations need one timer.
            var start = timeProvider.GetTimestamp();
            while (true)
            {
                var left = TimeSpan.FromMilliseconds(Math.Ceiling((LongestTurn - timeProvider.GetElapsedTime(start)).TotalMilliseconds));
                if (bucket.TryPromise(left > TimeSpan.Zero ? Reserve : double.NegativeInfinity, out var delay))
                {
                    break;
                }

                // A refusal of ARM is waited out, however long.
                await Task.Delay(left > TimeSpan.Zero && left < delay ? left : delay, timeProvider, cancellationToken);
            }

            return new Turn(bucket);
        }
        finally
        {
            line.Release();
        }
    }

    /// <summary>A turn to poll when nobody waits for one and the budget has room; else null.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    public IDisposable? TryPoll(string subscriptionId)
    {
        var line = Line(subscriptionId);
        if (!line.Wait(0))
        {
            return null;
        }

        try
        {
            var bucket = Of(subscriptionId, RequestKind.Read);
            return bucket.TryPromise(Reserve, out _) ? new Turn(bucket) : null;
        }
        finally
        {
            line.Release();
        }
    }

    private SemaphoreSlim Line(string subscriptionId) => _pollLines.GetOrAdd(subscriptionId, _ => new(1));

    private Bucket Of(string subscriptionId, RequestKind kind) =>
        _buckets.GetOrAdd((subscriptionId.ToUpperInvariant(), kind), key => new Bucket(timeProvider, Size(key.Kind), Rate(key.Kind)));

    private static double Size(RequestKind kind) => kind == RequestKind.Read ? 250 : 200;

    private static double Rate(RequestKind kind) => kind == RequestKind.Read ? 25 : 10;

    private sealed class Turn(Bucket bucket) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                bucket.Redeem();
            }
        }
    }

    /// <summary>
    /// One bucket. A request takes its token at once and is told how long to wait until that token exists: the count may be negative, which
    /// is the queue, first come first served.
    /// </summary>
    private sealed class Bucket(TimeProvider timeProvider, double size, double rate)
    {
        private readonly object _gate = new();
        private double _size = size;
        private double _tokens = size;
        private long _refilledAt = timeProvider.GetTimestamp();
        private long _pausedAt;
        private TimeSpan _pause = TimeSpan.Zero;
        private int _pauses;
        private int _sent;
        private long _lastSent;
        private int _queued;
        private int _promised;

        public bool HasQueue
        {
            get
            {
                lock (_gate)
                {
                    return _queued > 0;
                }
            }
        }

        /// <summary>Promises a token to a poll, which then takes it as any request does, when so many stay for other requests.</summary>
        /// <param name="reserve">How many must stay.</param>
        /// <param name="delay">When to ask again.</param>
        public bool TryPromise(double reserve, out TimeSpan delay)
        {
            lock (_gate)
            {
                Refill();
                var missing = reserve + 1 + _promised - _tokens;
                if (missing <= 0 && PauseLeft() == TimeSpan.Zero)
                {
                    _promised++;
                    delay = TimeSpan.Zero;
                    return true;
                }

                // A whole millisecond at least: a timer counts no less.
                var refilled = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(missing / rate * 1000)));
                delay = refilled > PauseLeft() ? refilled : PauseLeft();
                return false;
            }
        }

        /// <summary>A promise was kept.</summary>
        public void Redeem()
        {
            lock (_gate)
            {
                _promised--;
            }
        }

        public (TimeSpan Delay, int Pauses) Take()
        {
            lock (_gate)
            {
                Refill();
                _tokens--;
                _queued++;
                var wait = _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(-_tokens / rate * 1000));
                return (wait > PauseLeft() ? wait : PauseLeft(), _pauses);
            }
        }

        public bool HasPausedSince(int pauses)
        {
            lock (_gate)
            {
                return _pauses != pauses;
            }
        }

        public void GiveBack()
        {
            lock (_gate)
            {
                _tokens++;
                _queued--;
            }
        }

        public long Send()
        {
            lock (_gate)
            {
                _queued--;
                _sent++;
                return ++_lastSent;
            }
        }

        public void Answered(long request, int? remaining, TimeSpan? pause)
        {
            lock (_gate)
            {
                Refill();
                _sent = Math.Max(0, _sent - 1);
                if (remaining is { } left)
                {
                    // What is on its way, and what waits here, will be taken from what ARM has left. Answers overtake each other: that there
                    // is more than was reckoned is believed of the latest request alone, because an older one is old news.
                    var reckoned = left - _sent - _queued;
                    _size = Math.Max(_size, left);
                    _tokens = request == _lastSent ? reckoned : Math.Min(_tokens, reckoned);
                }

                if (pause is { } asked)
                {
                    _pauses++;
                    _tokens = Math.Min(_tokens, -_queued);
                    if (asked > PauseLeft())
                    {
                        _pausedAt = timeProvider.GetTimestamp();
                        _pause = asked;
                    }
                }
            }
        }

        private void Refill()
        {
            var now = timeProvider.GetTimestamp();
            _tokens = Math.Min(_size, _tokens + (timeProvider.GetElapsedTime(_refilledAt, now).TotalSeconds * rate));
            _refilledAt = now;
        }

        private TimeSpan PauseLeft()
        {
            var left = _pause - timeProvider.GetElapsedTime(_pausedAt);
            return _pause > TimeSpan.Zero && left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
