using Xunit;

namespace AksExtensions.DesiredState.Tests;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("24h", "1.00:00:00", "1d")]
    [InlineData("30m", "00:30:00", "30m")]
    [InlineData("90s", "00:01:30", "1m30s")]
    [InlineData("1d12h", "1.12:00:00", "1d12h")]
    [InlineData("366d", "366.00:00:00", "366d")]
    [InlineData("0s", "00:00:00", "0s")]
    public void A_duration_is_read_and_written(string text, string duration, string written)
    {
        Assert.Equal(TimeSpan.Parse(duration, System.Globalization.CultureInfo.InvariantCulture), Durations.Parse(text));
        Assert.Equal(written, Durations.Text(Durations.Parse(text)!.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("24")]
    [InlineData("-1h")]
    [InlineData("1h1d")]
    [InlineData("1.5h")]
    [InlineData("367d")]
    [InlineData("999999d")]
    [InlineData("24 h")]
    [InlineData("١h")]
    public void Invalid_durations_are_refused(string text) => Assert.Null(Durations.Parse(text));
}
