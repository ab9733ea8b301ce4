using System.Collections.Concurrent;
using System.Globalization;
using AksExtensions.Emulator.Http;

namespace AksExtensions.Emulator.Throttling;

/// <summary>The kinds of request that Azure Resource Manager counts apart.</summary>
internal enum BudgetKind
{
    Reads,
    Writes,
    Deletes,
}

/// <summary>
/// Azure Resource Manager's token buckets of each subscription. With throttling off they are so large that nobody meets their end,
/// yet the headers that tell what is left are there and move.
/// </summary>
internal sealed class SubscriptionBudgets(EmulatorSettings settings, EmulatorClock clock)
{
    private const double RoomyCapacity = 12_000;
    private const double RoomyPerSecond = 1_000_000;

    private readonly ConcurrentDictionary<(string Subscription, BudgetKind Kind, bool Enforced), TokenBucket> _buckets = new();

    public static BudgetKind KindOf(string method) => method switch
    {
        "GET" or "HEAD" or "OPTIONS" => BudgetKind.Reads,
        "DELETE" => BudgetKind.Deletes,
        _ => BudgetKind.Writes,
    };

    public static string HeaderOf(BudgetKind kind) => kind switch
    {
        BudgetKind.Reads => "x-ms-ratelimit-remaining-subscription-reads",
        BudgetKind.Writes => "x-ms-ratelimit-remaining-subscription-writes",
        _ => "x-ms-ratelimit-remaining-subscription-deletes",
    };

    /// <summary>Counts a request; the answer is a refusal when the bucket is empty, else null.</summary>
    public ArmResponse? Take(string subscription, BudgetKind kind, out int remaining)
    {
        var now = clock.UtcNow;
        var enforced = settings.Throttle;
        var bucket = _buckets.GetOrAdd(
            (subscription.ToLowerInvariant(), kind, enforced), static (key, at) => New(key.Kind, key.Enforced, at), now);
        if (bucket.TryTake(now, out remaining, out var seconds) || !enforced)
            return null;
        var word = kind switch
        {
            BudgetKind.Reads => "read",
            BudgetKind.Writes => "write",
            _ => "delete",
        };
        return ArmResponse.Error(
            StatusCodes.Status429TooManyRequests,
            "SubscriptionRequestsThrottled",
            $"Number of '{word}' requests for subscription '{subscription}' actor '20000000-0000-0000-0000-000000000001' exceeded. "
            + $"Please try again after '{seconds}' seconds after additional tokens are available. "
            + "Refer to https://aka.ms/arm-throttling for additional information.")
            .With("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
    }

    public void Reset() => _buckets.Clear();

    private static TokenBucket New(BudgetKind kind, bool enforced, DateTimeOffset now) => (kind, enforced) switch
    {
        (_, false) => new TokenBucket(RoomyCapacity, RoomyPerSecond, now),
        (BudgetKind.Reads, _) => new TokenBucket(250, 25, now),
        _ => new TokenBucket(200, 10, now),
    };
}
