using System.Collections.Concurrent;
using System.Globalization;
using AksExtensions.Emulator.Http;

namespace AksExtensions.Emulator.Throttling;

/// <summary>The kinds of request that Azure Resource Manager counts separately.</summary>
internal enum BudgetKind
{
    Reads,
    Writes,
    Deletes,
}

/// <summary>
/// Azure Resource Manager's token buckets of each subscription: one for each sign-in, and one that all sign-ins share, which is 15 times as
/// large and fills 15 times as fast. Without throttling they are too large to exhaust, but the headers with the remaining count still change.
/// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
/// </summary>
internal sealed class SubscriptionBudgets(EmulatorSettings settings, EmulatorClock clock)
{
    private const double RoomyCapacity = 12_000;
    private const double RoomyPerSecond = 1_000_000;
    private const int SharedFactor = 15;

    private readonly ConcurrentDictionary<(string Subscription, BudgetKind Kind, bool Enforced), Buckets> _buckets = new();

    public static BudgetKind KindOf(string method) => method switch
    {
        "GET" or "HEAD" or "OPTIONS" => BudgetKind.Reads,
        "DELETE" => BudgetKind.Deletes,
        _ => BudgetKind.Writes,
    };

    /// <summary>Counts a request. When the result is null, the request passes, and its answer gets the headers of <see cref="Tell"/>.</summary>
    public ArmResponse? Take(string subscription, BudgetKind kind, out Left left)
    {
        var now = clock.UtcNow;
        var enforced = settings.Throttle;
        var buckets = _buckets.GetOrAdd(
            (subscription.ToLowerInvariant(), kind, enforced), static (key, at) => New(key.Kind, key.Enforced, at), now);
        var taken = buckets.Own.TryTake(now, out var own, out var seconds) & buckets.Shared.TryTake(now, out var shared, out var longer);
        left = new(own, shared);
        if (taken || !enforced)
            return null;
        seconds = Math.Max(seconds, longer);
        var word = WordOf(kind)[..^1];
        return ArmResponse.Error(
            StatusCodes.Status429TooManyRequests,
            "SubscriptionRequestsThrottled",
            $"Number of '{word}' requests for subscription '{subscription}' actor '20000000-0000-0000-0000-000000000001' exceeded. "
            + $"Please try again after '{seconds}' seconds after additional tokens are available. "
            + "Refer to https://aka.ms/arm-throttling for additional information.")
            .With("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
    }

    public void Reset() => _buckets.Clear();

    /// <summary>Adds the remaining counts, for the sign-in and for all sign-ins together.</summary>
    public static ArmResponse Tell(ArmResponse response, BudgetKind kind, Left left) => response
        .With($"x-ms-ratelimit-remaining-subscription-{WordOf(kind)}", left.Own.ToString(CultureInfo.InvariantCulture))
        .With($"x-ms-ratelimit-remaining-subscription-global-{WordOf(kind)}", left.Shared.ToString(CultureInfo.InvariantCulture));

    private static string WordOf(BudgetKind kind) => kind switch
    {
        BudgetKind.Reads => "reads",
        BudgetKind.Writes => "writes",
        _ => "deletes",
    };

    private static Buckets New(BudgetKind kind, bool enforced, DateTimeOffset now) => (kind, enforced) switch
    {
        (_, false) => Of(RoomyCapacity, RoomyPerSecond, now),
        (BudgetKind.Reads, _) => Of(250, 25, now),
        _ => Of(200, 10, now),
    };

    private static Buckets Of(double capacity, double perSecond, DateTimeOffset now) => new(
        new TokenBucket(capacity, perSecond, now), new TokenBucket(capacity * SharedFactor, perSecond * SharedFactor, now));

    /// <summary>The number of remaining requests.</summary>
    /// <param name="Own">For this sign-in.</param>
    /// <param name="Shared">For all sign-ins together.</param>
    internal readonly record struct Left(int Own, int Shared);

    private sealed record Buckets(TokenBucket Own, TokenBucket Shared);
}
