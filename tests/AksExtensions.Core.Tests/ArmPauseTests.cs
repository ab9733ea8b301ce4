using AksExtensions.Arm;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class ArmPauseTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(9.9, false)]
    [InlineData(10, true)]
    [InlineData(600, true)]
    public void A_wait_is_long_from_ten_seconds(double seconds, bool expected) => Assert.Equal(expected, ArmPause.IsLong(TimeSpan.FromSeconds(seconds)));

    [Theory]
    // With seconds below two minutes, and always rounded up, so that the wait is over at that time.
    [InlineData("14:34:59.4", 0.2, "14:35:00")]
    [InlineData("14:34:59.4", 1, "14:35:01")]
    [InlineData("14:34:00", 20, "14:34:20")]
    [InlineData("14:34:00", 119, "14:35:59")]
    [InlineData("14:34:00", 120, "14:36")]
    [InlineData("14:34:01", 120, "14:37")]
    [InlineData("14:34:59", 1800, "15:05")]
    [InlineData("23:59:30", 45, "00:00:15")]
    public void The_end_of_a_wait_is_a_time_of_day_that_is_rounded_up(string now, double seconds, string expected)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(new DateOnly(2026, 11, 25), TimeOnly.Parse(now, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero));

        Assert.Equal(expected, ArmPause.Clock(time, TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public void It_is_local_time()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
        time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(5.5), "test", "test"));

        Assert.Equal("17:30:20", ArmPause.Clock(time, TimeSpan.FromSeconds(20)));
    }
}
