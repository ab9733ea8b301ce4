namespace AksExtensions.Fleet;

/// <summary>
/// Estimates how long the rest of a command will take from the recent pace. The average pace is misleading: ARM accepts the first requests
/// immediately and later ones slowly, and creates end minutes after they start, many at a time.
/// </summary>
/// <param name="timeProvider">The clock.</param>
internal sealed class TimeLeft(TimeProvider timeProvider)
{
    /// <summary>The period that counts as recent.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    private readonly Queue<(long Time, int Done)> _seen = new([(timeProvider.GetTimestamp(), 0)]);

    /// <summary>Returns the remaining time; null when nothing ended recently.</summary>
    /// <param name="done">How many targets are done.</param>
    /// <param name="total">How many targets there are.</param>
    public TimeSpan? Reckon(int done, int total)
    {
        _seen.Enqueue((timeProvider.GetTimestamp(), done));
        // The oldest sample is the last one before the window, so the pace always covers a whole window.
        while (_seen.Count > 2 && timeProvider.GetElapsedTime(_seen.ElementAt(1).Time) >= Window)
        {
            _seen.Dequeue();
        }

        var (time, before) = _seen.Peek();
        return done > before ? timeProvider.GetElapsedTime(time) / (done - before) * (total - done) : null;
    }
}
