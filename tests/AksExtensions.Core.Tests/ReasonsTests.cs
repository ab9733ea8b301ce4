using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class ReasonsTests
{
    [Theory]
    [InlineData(new[] { "Failed: it failed with: no agent", "Installation: no agent", "Failed: no agent" }, new[] { "Failed: it failed with: no agent" })]
    [InlineData(new[] { "A: why", "Longer: why" }, new[] { "Longer: why" })]
    [InlineData(new[] { "Ax: why", "Bx: why" }, new[] { "Ax: why" })]
    [InlineData(new[] { "A: this", "B: that" }, new[] { "A: this", "B: that" })]
    [InlineData(new[] { "Conflict", "Conflict: busy" }, new[] { "Conflict: busy" })]
    [InlineData(new[] { "a sentence: with a colon", "B: with a colon" }, new[] { "a sentence: with a colon" })]
    [InlineData(new[] { "same", "same", "" }, new[] { "same" })]
    [InlineData(new string[0], new string[0])]
    public void A_repeated_text_is_reported_once_and_a_single_one_stays(string[] lines, string[] expected) =>
        Assert.Equal(expected, Reasons.Distinct(lines));
}
