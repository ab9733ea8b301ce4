using AksExtensions.Fleet;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class TimeLeftTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Nothing_done_is_not_known()
    {
        var timeLeft = new TimeLeft(_time);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(timeLeft.Reckon(0, 100));
    }

    [Fact]
    public void An_even_pace_continues()
    {
        var timeLeft = new TimeLeft(_time);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(90), timeLeft.Reckon(10, 100));
    }

    [Fact]
    public void A_burst_at_the_beginning_is_forgotten()
    {
        // ARM's read budget: 250 at once, then 25 a second.
        var timeLeft = new TimeLeft(_time);
        for (var second = 1; second <= 30; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            timeLeft.Reckon(250 + (25 * second), 5000);
        }

        Assert.Equal(TimeSpan.FromSeconds(4000 / 25), timeLeft.Reckon(1000, 5000));
    }

    [Fact]
    public void A_long_wait_before_the_first_is_forgotten()
    {
        var timeLeft = new TimeLeft(_time);
        for (var second = 0; second < 180; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Null(timeLeft.Reckon(0, 100));
        }

        for (var second = 1; second <= 20; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            timeLeft.Reckon(second, 100);
        }

        Assert.Equal(TimeSpan.FromSeconds(80), timeLeft.Reckon(20, 100));
    }

    [Fact]
    public void A_pause_is_not_known()
    {
        var timeLeft = new TimeLeft(_time);
        _time.Advance(TimeSpan.FromSeconds(1));
        timeLeft.Reckon(10, 100);
        _time.Advance(TimeLeft.Window);
        timeLeft.Reckon(10, 100);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(timeLeft.Reckon(10, 100));
    }
}
