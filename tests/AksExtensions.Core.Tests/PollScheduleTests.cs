using AksExtensions.Fleet;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class PollScheduleTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(6, 2)]
    [InlineData(21, 7)]
    [InlineData(60, 9)]
    [InlineData(126, 9)]
    [InlineData(280, 20)]
    [InlineData(840, 60)]
    [InlineData(36000, 60)]
    public void The_interval_grows_with_the_age(double age, double expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), PollSchedule.Next(TimeSpan.FromSeconds(age), retryAfter: null));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    [InlineData(-1, 0)]
    public void What_Azure_asks_for_wins(double asked, double expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), PollSchedule.Next(TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(asked)));

    [Fact]
    public void The_end_of_a_create_is_noticed_within_a_tenth_of_its_duration_with_at_most_40_polls()
    {
        // The recorded creates took 1.5 to 7.5 minutes.
        for (var duration = 90; duration <= 450; duration++)
        {
            var now = TimeSpan.Zero;
            var polls = 1;
            while (now.TotalSeconds < duration)
            {
                now += PollSchedule.Next(now, retryAfter: null);
                polls++;
            }

            Assert.InRange(now.TotalSeconds, duration, Math.Max(duration * 1.1, duration + 2));
            Assert.InRange(polls, 1, 40);
        }
    }
}
