using AksExtensions.Checks;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class UnsupportedKubernetesTests
{
    [Theory]
    [InlineData("1.27.3", "1.27", true)]
    [InlineData("1.27", "1.27", true)]
    [InlineData("1.27", "1.270", false)]
    [InlineData("1.270.1", "1.27", false)]
    [InlineData("1.27.3", "1.27.4", false)]
    [InlineData("1.27.3", "v1.27.3", true)]
    [InlineData("1.18.0", "1.18..1.21", true)]
    [InlineData("1.21.9", "1.18..1.21", true)]
    [InlineData("1.22", "1.18..1.21", false)]
    [InlineData("1.9", "1.18..1.21", false)]
    [InlineData("1.22.5", ">1.22", false)]
    [InlineData("1.23", ">1.22", true)]
    [InlineData("1.100", ">1.22", true)]
    [InlineData("1.22", ">=1.22", true)]
    [InlineData("1.21", "<1.22", true)]
    [InlineData("1.22.5", "<1.22", false)]
    [InlineData("1.22.5", "<= 1.22", true)]
    [InlineData("2.0", ">1.22", true)]
    [InlineData("1.22", "", false)]
    [InlineData("1.22", "all", false)]
    [InlineData("1.22", "1.18..", false)]
    [InlineData("1.22", "=>1.18", false)]
    [InlineData("1.22", "1..2..3", false)]
    public void A_version_is_in_the_ranges_that_publishers_write(string kubernetes, string range, bool isIn) =>
        Assert.Equal(isIn, UnsupportedKubernetes.IsIn(kubernetes, range));
}
