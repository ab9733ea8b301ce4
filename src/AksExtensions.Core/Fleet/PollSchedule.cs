namespace AksExtensions.Fleet;

/// <summary>
/// When to poll an operation: immediately, then at intervals that grow with its age, so that the end of a short operation is noticed quickly and a
/// long one takes few requests. When many operations share a read budget, <see cref="ArmBudget.WaitForPollAsync"/> increases the intervals.
/// </summary>
/// <remarks>
/// Recorded creates took 1.5 to 7.5 minutes, and users report up to an hour. From 126 s on, the interval is a fourteenth of the age, so the end is
/// noticed within 10% of the duration. Before that, it is a third of the age, up to 9 s. An operation of 7.5 minutes takes 39 polls, and after 14
/// minutes there is one poll a minute.
/// </remarks>
public static class PollSchedule
{
    /// <summary>The shortest interval.</summary>
    public static readonly TimeSpan Minimum = TimeSpan.FromSeconds(2);

    /// <summary>The longest interval.</summary>
    public static readonly TimeSpan Maximum = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan EarlyMaximum = TimeSpan.FromSeconds(9);

    /// <summary>How long to wait before the next poll.</summary>
    /// <param name="age">The age of the operation.</param>
    /// <param name="retryAfter">The interval that Azure asked for, which takes precedence; zero means immediately. Null when Azure did not ask.</param>
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
