using System.Globalization;

namespace AksExtensions.Arm;

/// <summary>A wait that Azure, or a fault on the way to it, imposes on a command.</summary>
/// <param name="SubscriptionId">The subscription whose requests wait; null when the wait is about one request only.</param>
/// <param name="Duration">How long it takes.</param>
/// <param name="Until">When it ends, in local time.</param>
/// <param name="Reason">Why, as a clause without an end, such as <c>Azure is limiting the requests of this subscription</c>.</param>
public sealed record ArmPause(string? SubscriptionId, TimeSpan Duration, DateTimeOffset Until, string Reason)
{
    /// <summary>Whether a wait is so long that a person who sees nothing takes it for a hang.</summary>
    public static bool IsLong(TimeSpan duration) => duration >= TimeSpan.FromSeconds(10);

    /// <summary>The time of day when a wait ends, such as <c>14:35</c>, or <c>14:35:20</c> for less than two minutes. Rounded up.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="duration">How long the wait takes from now on.</param>
    public static string Clock(TimeProvider timeProvider, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        var unit = duration < TimeSpan.FromMinutes(2) ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1);
        var end = timeProvider.GetLocalNow() + duration;
        var rounded = new DateTimeOffset((end.Ticks + unit.Ticks - 1) / unit.Ticks * unit.Ticks, end.Offset);
        return rounded.ToString(unit < TimeSpan.FromMinutes(1) ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture);
    }
}
