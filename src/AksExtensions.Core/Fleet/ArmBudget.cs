using System.Collections.Concurrent;

namespace AksExtensions.Fleet;

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

    private readonly ConcurrentDictionary<(string Subscription, RequestKind Kind), TokenBucket> _buckets = new();
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
    /// <param name="remaining">What is left in this sign-in's bucket; null when the answer did not say.</param>
    /// <param name="pause">How long ARM asked to wait, with a 429; null when it was none.</param>
    /// <param name="shared">
    /// What is left in the bucket that all sign-ins of the subscription share, 15 times as large; null when the answer did not say.
    /// </param>
    public void Report(string subscriptionId, RequestKind kind, long request, int? remaining, TimeSpan? pause, int? shared = null) =>
        Of(subscriptionId, kind).Answered(request, remaining, pause, shared);

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

    private TokenBucket Of(string subscriptionId, RequestKind kind) =>
        _buckets.GetOrAdd((subscriptionId.ToUpperInvariant(), kind), key => new TokenBucket(timeProvider, Size(key.Kind), Rate(key.Kind)));

    private static double Size(RequestKind kind) => kind == RequestKind.Read ? 250 : 200;

    private static double Rate(RequestKind kind) => kind == RequestKind.Read ? 25 : 10;

    private sealed class Turn(TokenBucket bucket) : IDisposable
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
}
