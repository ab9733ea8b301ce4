using AksExtensions.Arm;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class ArmExchangeTests
{
    [Theory]
    [InlineData(200, "id", "GET /a 200 1500 ms id")]
    [InlineData(404, null, "GET /a 404 1500 ms")]
    [InlineData(0, null, "GET /a no answer 1500 ms")]
    public void A_request_is_one_line(int status, string? requestId, string expected) =>
        Assert.Equal(expected, new ArmExchange("GET", "/a", status, TimeSpan.FromSeconds(1.5), requestId).ToString());
}
