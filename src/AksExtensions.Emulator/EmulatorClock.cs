namespace AksExtensions.Emulator;

/// <summary>The given clock and an offset, so that a test in another process can let time pass without waiting.</summary>
public sealed class EmulatorClock
{
    private long _offsetTicks;

    internal EmulatorClock(TimeProvider inner) => Inner = inner;

    /// <summary>The clock that real waits (latency) use.</summary>
    internal TimeProvider Inner { get; }

    /// <summary>The time that states, tokens and buckets go by.</summary>
    public DateTimeOffset UtcNow => Inner.GetUtcNow().AddTicks(Interlocked.Read(ref _offsetTicks));

    /// <summary>Moves the clock forward.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _offsetTicks, by.Ticks);
    }
}
