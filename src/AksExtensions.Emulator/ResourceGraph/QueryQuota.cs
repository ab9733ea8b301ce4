using System.Globalization;
using AksExtensions.Emulator.Http;

namespace AksExtensions.Emulator.ResourceGraph;

/// <summary>The quota of Resource Graph: a number of queries per user in five seconds.</summary>
internal sealed class QueryQuota(EmulatorSettings settings, EmulatorClock clock)
{
    private const int Limit = 15;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private DateTimeOffset _start;
    private int _used;

    /// <summary>Counts a query and answers it, or refuses it when the quota is exhausted and throttling is on.</summary>
    public ArmResponse Spend(Func<ArmResponse> answer)
    {
        int remaining;
        TimeSpan resets;
        lock (_lock)
        {
            var now = clock.UtcNow;
            if (now - _start >= Window)
                (_start, _used) = (now, 0);
            _used++;
            remaining = Limit - _used;
            resets = _start + Window - now;
        }

        var refused = remaining < 0 && settings.Throttle;
        var response = refused ? Refusal(resets) : answer();
        return response
            // Without throttling, the headers must not suggest that the quota is nearly exhausted.
            .With("x-ms-user-quota-remaining", Math.Max(settings.Throttle ? 0 : 1, remaining).ToString(CultureInfo.InvariantCulture))
            .With("x-ms-user-quota-resets-after", resets.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture));
    }

    private static ArmResponse Refusal(TimeSpan resets) => ArmResponse.Error(
        StatusCodes.Status429TooManyRequests,
        "RateLimiting",
        "Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. "
        + "Please see https://aka.ms/resourcegraph-throttling for help.")
        .With("Retry-After", Math.Max(1, (int)Math.Ceiling(resets.TotalSeconds)).ToString(CultureInfo.InvariantCulture));
}
