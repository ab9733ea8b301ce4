using System.Collections.Concurrent;
using AksExtensions.Arm;

namespace AksExtensions.Fleet;

/// <summary>
/// The remaining request budget of a sign-in. Azure Resource Manager keeps a token bucket for each subscription and kind of request. This class
/// mirrors them and follows the x-ms-ratelimit-remaining headers, so that requests wait here instead of being refused.
/// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
/// </summary>
/// <param name="timeProvider">The clock.</param>
public sealed class ArmBudget(TimeProvider timeProvider)
{
    // Reads that polls leave to other requests: the first and the last read of a resource must not wait behind thousands of polls.
    private const double Reserve = 50;

    // The first of the line waits no longer than this for the full reserve, so that a constant stream of reads does not block it.
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(1);

    /// <summary>How long throttling is waited for before it becomes an error.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<(string Subscription, RequestKind Kind), TokenBucket> _buckets = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _pollLines = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a request is waiting.</summary>
    public bool IsBraking => _buckets.Values.Any(bucket => bucket.HasQueue);

    /// <summary>Waits until the budget allows another request.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="kind">The kind of request.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="target">What the request is about, for the error; null means the subscription.</param>
    /// <param name="onPause">Called with what is left of a pause before it is waited for; null means that there is no listener.</param>
    /// <returns>The number of the request, for <see cref="Report"/>.</returns>
    /// <exception cref="AksExtensionException"><c>Throttled</c>: Azure refuses requests for longer than <see cref="Patience"/>.</exception>
    public async ValueTask<long> AcquireAsync(
        string subscriptionId, RequestKind kind, CancellationToken cancellationToken, string? target = null, Action<TimeSpan>? onPause = null)
    {
        var bucket = Of(subscriptionId, kind);
        var start = timeProvider.GetTimestamp();
        while (true)
        {
            // A queue moves on, however long it is. A refusal of ARM does not.
            if (bucket.PauseLeft is var left && timeProvider.GetElapsedTime(start) + left > Patience)
            {
                throw Errors.Throttled(target ?? $"/subscriptions/{subscriptionId}", arm: null, ArmPause.Clock(timeProvider, left));
            }

            if (left > TimeSpan.Zero)
            {
                onPause?.Invoke(left);
            }

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
                    // ARM has refused another request in the meantime, which moves the whole queue back.
                    bucket.GiveBack();
                    continue;
                }
            }

            return bucket.Send();
        }
    }

    /// <summary>How long ARM takes no more requests of a kind, because it refused one; zero when it takes them.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="kind">The kind of request.</param>
    public TimeSpan PauseLeft(string subscriptionId, RequestKind kind) => Of(subscriptionId, kind).PauseLeft;

    /// <summary>Reports the headers of an answer.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="kind">The kind of request.</param>
    /// <param name="request">The number of the request.</param>
    /// <param name="remaining">The remaining count of this sign-in; null when the answer has none.</param>
    /// <param name="pause">How long ARM asked to wait with a 429; null for any other answer.</param>
    /// <param name="shared">
    /// The remaining count of all sign-ins of the subscription, whose bucket is 15 times as large; null when the answer has none.
    /// </param>
    public void Report(string subscriptionId, RequestKind kind, long request, int? remaining, TimeSpan? pause, int? shared = null) =>
        Of(subscriptionId, kind).Answered(request, remaining, pause, shared);

    /// <summary>
    /// Waits for a turn to poll, first come first served. Polls use what other requests leave of the read budget, so that any number of operations
    /// stays within it: 5,000 operations poll rarely, one polls often. When the others leave nothing, one poll a second queues among them.
    /// </summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="onPause">Called with what is left of a pause before it is waited for; null means that there is no listener.</param>
    /// <returns>The turn; dispose it after the poll.</returns>
    public async Task<IDisposable> WaitForPollAsync(string subscriptionId, CancellationToken cancellationToken, Action<TimeSpan>? onPause = null)
    {
        var bucket = Of(subscriptionId, RequestKind.Read);
        var line = Line(subscriptionId);
        // The first in the line can be another command.
        Report();
        await line.WaitAsync(cancellationToken);
        try
        {
            // Only the first of the line waits for the clock, so thousands of operations need only one timer.
            var start = timeProvider.GetTimestamp();
            while (true)
            {
                var left = TimeSpan.FromMilliseconds(Math.Ceiling((LongestTurn - timeProvider.GetElapsedTime(start)).TotalMilliseconds));
                if (bucket.TryPromise(left > TimeSpan.Zero ? Reserve : double.NegativeInfinity, out var delay))
                {
                    break;
                }

                // Waits for the end of a pause by ARM, however long.
                Report();
                await Task.Delay(left > TimeSpan.Zero && left < delay ? left : delay, timeProvider, cancellationToken);
            }

            return new Turn(bucket);
        }
        finally
        {
            line.Release();
        }

        void Report()
        {
            if (bucket.PauseLeft is var pause && pause > TimeSpan.Zero)
            {
                onPause?.Invoke(pause);
            }
        }
    }

    /// <summary>Returns a turn to poll when no other poll is waiting and the budget allows it; otherwise null.</summary>
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
