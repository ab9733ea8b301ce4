namespace AksExtensions.Emulator;

/// <summary>A clock with an offset, so that a test in another process can advance time without waiting.</summary>
public sealed class EmulatorClock
{
    private long _offsetTicks;

    internal EmulatorClock(TimeProvider inner) => Inner = inner;

    /// <summary>The clock of real waits (latency).</summary>
    internal TimeProvider Inner { get; }

    /// <summary>The time for states, tokens and buckets.</summary>
    public DateTimeOffset UtcNow => Inner.GetUtcNow().AddTicks(Interlocked.Read(ref _offsetTicks));

    /// <summary>Moves the clock forward.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _offsetTicks, by.Ticks);
    }
}
