namespace AksExtensions.Fleet;

/// <summary>
/// A token bucket. A request takes its token immediately and learns how long to wait for it. A negative count is the queue, first come first
/// served.
/// </summary>
internal sealed class TokenBucket(TimeProvider timeProvider, double size, double rate)
{
    private readonly object _gate = new();
    private double _size = size;
    private double _tokens = size;
    private long _refilledAt = timeProvider.GetTimestamp();
    private long _pausedAt;
    private TimeSpan _pause = TimeSpan.Zero;
    private int _pauses;
    private int _sent;
    private long _lastSent;
    private int _queued;
    private int _promised;

    /// <summary>How long ARM takes no more requests; zero when it takes them.</summary>
    public TimeSpan PauseLeft
    {
        get
        {
            lock (_gate)
            {
                return Pause();
            }
        }
    }

    public bool HasQueue
    {
        get
        {
            lock (_gate)
            {
                return _queued > 0;
            }
        }
    }

    /// <summary>Promises a token to a poll if enough remain for other requests. The poll then takes it like any request.</summary>
    /// <param name="reserve">The number of tokens that must remain.</param>
    /// <param name="delay">When to ask again.</param>
    public bool TryPromise(double reserve, out TimeSpan delay)
    {
        lock (_gate)
        {
            Refill();
            var missing = reserve + 1 + _promised - _tokens;
            if (missing <= 0 && Pause() == TimeSpan.Zero)
            {
                _promised++;
                delay = TimeSpan.Zero;
                return true;
            }

            // At least one millisecond, the resolution of timers.
            var refilled = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(missing / rate * 1000)));
            delay = refilled > Pause() ? refilled : Pause();
            return false;
        }
    }

    /// <summary>Ends a promise.</summary>
    public void Redeem()
    {
        lock (_gate)
        {
            _promised--;
        }
    }

    public (TimeSpan Delay, int Pauses) Take()
    {
        lock (_gate)
        {
            Refill();
            _tokens--;
            _queued++;
            var wait = _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(-_tokens / rate * 1000));
            return (wait > Pause() ? wait : Pause(), _pauses);
        }
    }

    public bool HasPausedSince(int pauses)
    {
        lock (_gate)
        {
            return _pauses != pauses;
        }
    }

    public void GiveBack()
    {
        lock (_gate)
        {
            _tokens++;
            _queued--;
        }
    }

    public long Send()
    {
        lock (_gate)
        {
            _queued--;
            _sent++;
            return ++_lastSent;
        }
    }

    public void Answered(long request, int? remaining, TimeSpan? pause, int? shared)
    {
        lock (_gate)
        {
            Refill();
            _sent = Math.Max(0, _sent - 1);
            if (remaining is { } left)
            {
                // What is on its way, and what waits here, will be taken from what ARM has left. Answers overtake each other: that there
                // is more than was reckoned is believed of the latest request alone, because an older one is old news.
                var reckoned = left - _sent - _queued;
                _size = Math.Max(_size, left);
                _tokens = request == _lastSent ? reckoned : Math.Min(_tokens, reckoned);
            }

            if (shared is { } all)
            {
                // Other sign-ins use this bucket too. It can only slow us down: a full one says nothing about our own.
                _tokens = Math.Min(_tokens, all - _sent - _queued);
            }

            if (pause is { } asked)
            {
                _pauses++;
                _tokens = Math.Min(_tokens, -_queued);
                if (asked > Pause())
                {
                    _pausedAt = timeProvider.GetTimestamp();
                    _pause = asked;
                }
            }
        }
    }

    private void Refill()
    {
        var now = timeProvider.GetTimestamp();
        _tokens = Math.Min(_size, _tokens + (timeProvider.GetElapsedTime(_refilledAt, now).TotalSeconds * rate));
        _refilledAt = now;
    }

    private TimeSpan Pause()
    {
        var left = _pause - timeProvider.GetElapsedTime(_pausedAt);
        return _pause > TimeSpan.Zero && left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
