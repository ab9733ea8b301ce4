namespace AksExtensions.Fleet;

/// <summary>
/// Reckons how long the rest of a command will take, by what was done lately: ARM lets the first requests pass at once and later ones
/// slowly, and creates end minutes after they began, many at a time, so that the pace since the beginning says little.
/// </summary>
/// <param name="timeProvider">The clock.</param>
internal sealed class TimeLeft(TimeProvider timeProvider)
{
    /// <summary>How long ago is lately.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    private readonly Queue<(long Time, int Done)> _seen = new([(timeProvider.GetTimestamp(), 0)]);

    /// <summary>The time that is left; null when nothing was done lately.</summary>
    /// <param name="done">How many are done by now.</param>
    /// <param name="total">How many there are.</param>
    public TimeSpan? Reckon(int done, int total)
    {
        _seen.Enqueue((timeProvider.GetTimestamp(), done));
        // The oldest is the last one before the window, so that the pace is always that of a whole window.
        while (_seen.Count > 2 && timeProvider.GetElapsedTime(_seen.ElementAt(1).Time) >= Window)
        {
            _seen.Dequeue();
        }

        var (time, before) = _seen.Peek();
        return done > before ? timeProvider.GetElapsedTime(time) / (done - before) * (total - done) : null;
    }
}
