namespace AksExtensions.Emulator.Throttling;

/// <summary>A bucket that fills at a constant rate. The level is calculated when it is read, not by a timer.</summary>
internal sealed class TokenBucket
{
    private readonly Lock _lock = new();
    private readonly double _capacity;
    private readonly double _perSecond;
    private double _tokens;
    private DateTimeOffset _filledAt;

    public TokenBucket(double capacity, double perSecond, DateTimeOffset now)
    {
        _capacity = capacity;
        _perSecond = perSecond;
        _tokens = capacity;
        _filledAt = now;
    }

    /// <summary>Takes a token. When there is none, returns the number of seconds until there is one.</summary>
    public bool TryTake(DateTimeOffset now, out int remaining, out int retryAfterSeconds)
    {
        lock (_lock)
        {
            if (now > _filledAt)
            {
                _tokens = Math.Min(_capacity, _tokens + ((now - _filledAt).TotalSeconds * _perSecond));
                _filledAt = now;
            }

            // Slightly less than a token counts as one: a refill of 10/s in steps of 0.1 s must not lose a token to rounding.
            var taken = _tokens >= 1 - 1e-6;
            if (taken)
                _tokens -= 1;
            remaining = (int)Math.Max(0, _tokens + 1e-6);
            retryAfterSeconds = taken ? 0 : Math.Max(1, (int)Math.Ceiling((1 - _tokens) / _perSecond));
            return taken;
        }
    }
}
