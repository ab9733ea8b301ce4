using System.Net;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class ThrottlingTests
{
    private const string Any = "api-version=2022-12-01";

    [Fact]
    public async Task Reads_have_a_bucket_of_250_that_fills_by_25_a_second()
    {
        await using var arm = await ArmClient.StartAsync(new EmulatorOptions { Throttle = true });
        for (var left = 249; left >= 0; left--)
        {
            var answer = await arm.GetAsync(arm.Subscription, Any);
            Assert.Equal((HttpStatusCode.OK, $"{left}"), (answer.Status, answer.Headers["x-ms-ratelimit-remaining-subscription-reads"]));
        }

        var refused = await arm.GetAsync(arm.Subscription, Any);
        refused.IsRefusal(HttpStatusCode.TooManyRequests, "SubscriptionRequestsThrottled");
        Assert.Equal(("1", "0"), (refused.Headers["Retry-After"], refused.Headers["x-ms-ratelimit-remaining-subscription-reads"]));

        arm.Pass(1);
        for (var i = 0; i < 25; i++)
            Assert.Equal(HttpStatusCode.OK, (await arm.GetAsync(arm.Subscription, Any)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await arm.GetAsync(arm.Subscription, Any)).Status);
    }

    [Fact]
    public async Task Writes_and_deletes_have_buckets_of_200_each_and_other_subscriptions_their_own()
    {
        await using var arm = await ArmClient.StartAsync(new EmulatorOptions { Throttle = true });
        arm.State.AddCluster("aks1", subscriptionId: "99999999-0000-0000-0000-000000000000");
        var path = ArmClient.Extension(arm.Aks, "none");
        for (var i = 0; i < 200; i++)
            Assert.Equal(HttpStatusCode.NoContent, (await arm.DeleteAsync(path)).Status);
        (await arm.DeleteAsync(path)).IsRefusal(HttpStatusCode.TooManyRequests, "SubscriptionRequestsThrottled");

        Assert.Equal("199", (await arm.PatchAsync(path, new { })).Headers["x-ms-ratelimit-remaining-subscription-writes"]);
        var elsewhere = path.Replace(arm.Emulator.SubscriptionId, "99999999-0000-0000-0000-000000000000", StringComparison.Ordinal);
        Assert.Equal("199", (await arm.DeleteAsync(elsewhere)).Headers["x-ms-ratelimit-remaining-subscription-deletes"]);
        Assert.Equal("249", (await arm.GetAsync(path)).Headers["x-ms-ratelimit-remaining-subscription-reads"]);
    }

    [Fact]
    public async Task The_shared_budget_is_15_times_as_large_and_returned_beside_it()
    {
        await using var arm = await ArmClient.StartAsync(new EmulatorOptions { Throttle = true });
        var path = ArmClient.Extension(arm.Aks, "none");

        Assert.Equal("3749", (await arm.GetAsync(path)).Headers["x-ms-ratelimit-remaining-subscription-global-reads"]);
        Assert.Equal("3748", (await arm.GetAsync(path)).Headers["x-ms-ratelimit-remaining-subscription-global-reads"]);
        Assert.Equal("2999", (await arm.PatchAsync(path, new { })).Headers["x-ms-ratelimit-remaining-subscription-global-writes"]);
        Assert.Equal("2999", (await arm.DeleteAsync(path)).Headers["x-ms-ratelimit-remaining-subscription-global-deletes"]);
    }

    [Fact]
    public async Task Without_throttling_the_headers_exist_and_are_far_from_zero()
    {
        await using var arm = await ArmClient.StartAsync();
        Assert.Equal("11999", (await arm.GetAsync(arm.Subscription, Any)).Headers["x-ms-ratelimit-remaining-subscription-reads"]);
        Assert.Equal("11998", (await arm.GetAsync(arm.Subscription, Any)).Headers["x-ms-ratelimit-remaining-subscription-reads"]);
    }
}
