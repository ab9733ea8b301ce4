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
    // The part of the read rate that polls may take: creates and the last look at a resource need the rest.
    private const double PollShare = 0.6;

    // Reads that are kept for what is not a poll.
    private const double Reserve = 50;

    private readonly ConcurrentDictionary<(string Subscription, RequestKind Kind), Bucket> _buckets = new();
    private readonly ConcurrentDictionary<string, Count> _operations = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether some request waits for its turn.</summary>
    public bool IsBraking => _buckets.Values.Any(bucket => bucket.HasQueue);

    /// <summary>Waits until ARM will take another request.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="kind">The kind of request.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask AcquireAsync(string subscriptionId, RequestKind kind, CancellationToken cancellationToken)
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

            bucket.Send();
            return;
        }
    }

    /// <summary>Tells what an answer said.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="kind">The kind of request.</param>
    /// <param name="remaining">What is left in ARM's bucket; null when the answer did not say.</param>
    /// <param name="pause">How long ARM asked to wait, with a 429; null when it was none.</param>
    public void Report(string subscriptionId, RequestKind kind, int? remaining, TimeSpan? pause) =>
        Of(subscriptionId, kind).Answered(remaining, pause);

    /// <summary>Counts an operation that is being waited for, until it is disposed of.</summary>
    public IDisposable Watch(string subscriptionId)
    {
        var count = _operations.GetOrAdd(subscriptionId, _ => new());
        Interlocked.Increment(ref count.Value);
        return new Watching(count);
    }

    /// <summary>
    /// The shortest interval between two polls of one operation, so that all operations in flight together stay within their part of the
    /// read budget: 5,000 poll rarely, one polls often.
    /// </summary>
    public TimeSpan PollInterval(string subscriptionId)
    {
        var operations = _operations.TryGetValue(subscriptionId, out var count) ? Volatile.Read(ref count.Value) : 0;
        // While every operation could be asked once more and leave something over, nothing has to be shared.
        return Of(subscriptionId, RequestKind.Read).Tokens - Reserve > operations ? TimeSpan.Zero : TimeSpan.FromSeconds(operations / (Rate(RequestKind.Read) * PollShare));
    }

    private Bucket Of(string subscriptionId, RequestKind kind) =>
        _buckets.GetOrAdd((subscriptionId.ToUpperInvariant(), kind), key => new Bucket(timeProvider, Size(key.Kind), Rate(key.Kind)));

    private static double Size(RequestKind kind) => kind == RequestKind.Read ? 250 : 200;

    private static double Rate(RequestKind kind) => kind == RequestKind.Read ? 25 : 10;

    private sealed class Count
    {
        public int Value;
    }

    private sealed class Watching(Count count) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                Interlocked.Decrement(ref count.Value);
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
        private int _queued;

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

        public double Tokens
        {
            get
            {
                lock (_gate)
                {
                    Refill();
                    return _tokens;
                }
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

        public void Send()
        {
            lock (_gate)
            {
                _queued--;
                _sent++;
            }
        }

        public void Answered(int? remaining, TimeSpan? pause)
        {
            lock (_gate)
            {
                Refill();
                _sent = Math.Max(0, _sent - 1);
                if (remaining is { } left)
                {
                    // What is on its way, and what waits here, will be taken from what ARM has left.
                    _size = Math.Max(_size, left);
                    _tokens = left - _sent - _queued;
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
