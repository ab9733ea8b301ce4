using System.Net;
using AksExtensions.Emulator.Faults;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class FaultTests
{
    private static readonly object Flux = new { properties = new { extensionType = "microsoft.flux" } };

    /// <summary>Gives way to others until something that they do has happened.</summary>
    private static async Task UntilAsync(Func<bool> happened)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!happened())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_burst_of_504s_ends()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Faults.AddStatus(504, count: 4, pathRegex: "/EXTENSIONS/", method: "GET");
        var path = ArmClient.Extension(arm.Aks, "flux");
        for (var i = 0; i < 4; i++)
        {
            var fault = await arm.GetAsync(path);
            fault.IsRefusal(HttpStatusCode.GatewayTimeout, "GatewayTimeout");
            Assert.Equal("service", fault.Headers["x-ms-failure-cause"]);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await arm.GetAsync(path)).Status);
        Assert.Equal(4, arm.Emulator.Faults.Hits);
    }

    [Fact]
    public async Task The_first_rule_with_hits_left_applies_after_its_skips()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Faults.Add(new FaultRule
        {
            Skip = 1,
            Count = 1,
            Status = 429,
            Headers = new Dictionary<string, string> { ["Retry-After"] = "7" },
            ErrorCode = "Busy",
            Message = "later",
        });
        arm.Emulator.Faults.Add(new FaultRule { Count = 1, Status = 503, Body = "not json" });
        var path = ArmClient.Extension(arm.Aks, "flux");
        var first = await arm.GetAsync(path);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not json"), (first.Status, first.Text));
        var second = await arm.GetAsync(path);
        second.IsRefusal(HttpStatusCode.TooManyRequests, "Busy");
        Assert.Equal("7", second.Headers["Retry-After"]);
        Assert.Equal(HttpStatusCode.NotFound, (await arm.GetAsync(path)).Status);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task A_reset_may_hide_that_the_request_took_effect(bool execute, int there)
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Faults.Add(new FaultRule { Action = FaultAction.Reset, Count = 1, Execute = execute });
        await Assert.ThrowsAsync<HttpRequestException>(() => arm.PutAsync(ArmClient.Extension(arm.Aks, "flux"), Flux));
        Assert.Equal(there, arm.State.GetExtensions(arm.Aks).Count);
        Assert.Equal(0, arm.Emulator.Requests.Snapshot().Single().Status);
    }

    [Fact]
    public async Task A_body_breaks_off_in_the_middle()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Faults.Add(new FaultRule { Action = FaultAction.Truncate, Count = 1 });
        await Assert.ThrowsAnyAsync<Exception>(() => arm.GetAsync(arm.Aks, "api-version=2025-01-01"));
        Assert.Equal(HttpStatusCode.OK, (await arm.GetAsync(arm.Aks, "api-version=2025-01-01")).Status);
    }

    [Fact]
    public async Task A_hanging_request_does_not_hold_the_stop_up()
    {
        var arm = await ArmClient.StartAsync();
        arm.Emulator.Faults.Add(new FaultRule { Action = FaultAction.Hang });
        var hanging = arm.GetAsync(arm.Aks, "api-version=2025-01-01");
        await UntilAsync(() => arm.Emulator.Faults.Hits > 0);
        await arm.Emulator.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => hanging);
        await arm.DisposeAsync();
    }

    [Fact]
    public async Task Links_and_redirects_lead_where_the_rule_says()
    {
        await using var arm = await ArmClient.StartAsync();
        var faults = arm.Emulator.Faults;
        var link = new FaultRule { Action = FaultAction.Link };
        faults.Add(link with { Method = "PUT", Target = "Azure-AsyncOperation", Url = "https://127.0.0.1:1/a" });
        faults.Add(link with { PathRegex = @"/extensions\?", Target = "nextLink", Url = "https://127.0.0.1:1/b" });
        faults.Add(link with { Action = FaultAction.Redirect, PathRegex = "/operations/", Url = "https://127.0.0.1:1/c" });
        Assert.Equal("https://127.0.0.1:1/a", (await arm.PutAsync(ArmClient.Extension(arm.Aks, "flux"), Flux)).AsyncOperation);
        var list = await arm.GetAsync(ArmClient.Extension(arm.Aks, "").TrimEnd('/'));
        Assert.Equal("https://127.0.0.1:1/b", list.At("nextLink"));
        Assert.Equal(["flux"], list.Names());
        var redirected = await arm.GetAsync(ArmClient.Extension(arm.Aks, "flux") + "/operations/x");
        Assert.Equal((HttpStatusCode.TemporaryRedirect, "https://127.0.0.1:1/c"), (redirected.Status, redirected.Headers["Location"]));
    }

    [Fact]
    public async Task A_delay_waits_for_the_emulators_clock()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Faults.Add(new FaultRule { Action = FaultAction.Delay, DelayMs = 5000, Count = 1 });
        var slow = arm.GetAsync("/subscriptions", "api-version=2022-12-01");
        await UntilAsync(() => arm.Emulator.Faults.Hits > 0);
        Assert.False(slow.IsCompleted);
        // The wait may begin only just after the hit was counted.
        await UntilAsync(() =>
        {
            arm.Pass(6);
            return slow.IsCompleted;
        });
        Assert.Equal(HttpStatusCode.OK, (await slow).Status);
    }

    [Fact]
    public async Task A_rule_that_lacks_what_it_needs_is_refused()
    {
        await using var arm = await ArmClient.StartAsync();
        Assert.Throws<ArgumentException>(() => arm.Emulator.Faults.Add(new FaultRule { Action = FaultAction.Redirect }));
        Assert.Throws<ArgumentException>(() => arm.Emulator.Faults.Add(new FaultRule { Action = FaultAction.Link, Url = "https://x" }));
        Assert.ThrowsAny<ArgumentException>(() => arm.Emulator.Faults.Add(new FaultRule { PathRegex = "(" }));
        Assert.Empty(arm.Emulator.Faults.Rules);
    }
}
