namespace AksExtensions.Fleet;

/// <summary>
/// When to ask an operation for its state: at once, then at an interval that grows with the operation's age, so that a short one is noticed
/// quickly and a long one costs few requests. Where many share a read budget, <see cref="ArmBudget.WaitForPollAsync"/> spreads them further.
/// </summary>
/// <remarks>
/// Real creates took 1.5 to 7.5 minutes, and users report an hour. From 126 s on an interval of a fourteenth of the age notices the end
/// within 10% of the duration; before that a third of the age, up to those same 9 s, keeps the first minute quick. That makes 39 polls for
/// 7.5 minutes, and one a minute after fourteen.
/// </remarks>
public static class PollSchedule
{
    /// <summary>The shortest interval.</summary>
    public static readonly TimeSpan Minimum = TimeSpan.FromSeconds(2);

    /// <summary>The longest interval.</summary>
    public static readonly TimeSpan Maximum = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan EarlyMaximum = TimeSpan.FromSeconds(9);

    /// <summary>How long to wait before the next poll.</summary>
    /// <param name="age">How long the operation has been going on.</param>
    /// <param name="retryAfter">What Azure asked for; it wins, and zero means at once. Null when it did not say.</param>
    public static TimeSpan Next(TimeSpan age, TimeSpan? retryAfter)
    {
        if (retryAfter is { } asked)
        {
            return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
        }

        var late = age / 14 > EarlyMaximum ? age / 14 : EarlyMaximum;
        var interval = age / 3 < late ? age / 3 : late;
        return interval < Minimum ? Minimum : interval > Maximum ? Maximum : interval;
    }
}
