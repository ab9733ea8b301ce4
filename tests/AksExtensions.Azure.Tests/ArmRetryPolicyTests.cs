using System.Net;
using AksExtensions.Azure.Pipeline;
using AksExtensions.Emulator.Faults;
using AksExtensions.Tests;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AksExtensions.Azure.Tests;

public sealed class ArmRetryPolicyTests
{
    private static readonly ExtensionReference Flux = new(ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1"), "flux");
    private const string Instance = """{"id":"/x","name":"flux","properties":{"extensionType":"microsoft.flux","provisioningState":"Succeeded"}}""";

    [Theory]
    [InlineData("Retry-After", "7", 7)]
    [InlineData("Retry-After", "0", 0)]
    [InlineData("Retry-After", "-5", 0)]
    [InlineData("Retry-After", "1.5", 1.5)]
    [InlineData("Retry-After", "NaN", 0)]
    [InlineData("Retry-After", "1e300", 60)]
    [InlineData("Retry-After", "Sun, 01 Mar 2026 12:00:30 GMT", 30)]
    [InlineData("Retry-After", "Sun, 01 Mar 2020 12:00:30 GMT", 0)]
    [InlineData("Retry-After", "Sun, 01 Mar 2099 12:00:30 GMT", 60)]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("x-ms-retry-after-ms", "250", 0.25)]
    public async Task What_a_fault_asks_to_wait_is_waited_and_no_longer_than_a_minute(string header, string value, double expected)
    {
        var time = new VirtualTime();
        var answers = 0;
        using var handler = new AnswerHandler(_ => ++answers == 1 ? AnswerHandler.Json(503, "{}", (header, value)) : AnswerHandler.Json(200, Instance));
        using var service = Services.Over(handler, time: time);

        await service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(expected), time.Waited);
    }

    [Fact]
    public async Task An_unreadable_header_is_ignored()
    {
        var time = new VirtualTime();
        var answers = 0;
        using var handler = new AnswerHandler(_ => ++answers == 1 ? AnswerHandler.Json(503, "{}", ("Retry-After", "soon")) : AnswerHandler.Json(200, Instance));
        using var service = Services.Over(handler, time: time);

        await service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken);

        Assert.InRange(Assert.Single(time.Waits).TotalSeconds, 0.64, 0.96);
    }

    [Fact]
    public async Task Without_a_header_the_delays_double_with_some_jitter()
    {
        var time = new VirtualTime();
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(503, "{}"));
        using var service = Services.Over(handler, time: time);

        await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken));

        Assert.Equal(ArmRetryPolicy.MaximumRetries, time.Waits.Count);
        Assert.All(time.Waits.Index(), wait =>
            Assert.InRange(wait.Item.TotalSeconds, 0.64 * Math.Pow(2, wait.Index), 0.96 * Math.Pow(2, wait.Index)));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(409)]
    [InlineData(412)]
    public async Task A_refusal_is_not_tried_again(int status)
    {
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(status, "{}"));
        using var service = Services.Over(handler);

        await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken));

        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Throttling_that_asks_for_more_than_the_patience_is_an_error_at_once()
    {
        var time = new VirtualTime();
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(429, string.Empty, ("Retry-After", "3600")));
        using var service = Services.Over(handler, time: time);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.Throttled), failure.ErrorId);
        Assert.Empty(time.Waits);
    }

    [Theory]
    [InlineData(typeof(IOException), 6)]
    [InlineData(typeof(HttpRequestException), 6)]
    [InlineData(typeof(TaskCanceledException), 2)]
    public async Task A_network_that_stays_away_is_tried_six_times_and_one_that_is_silent_twice(Type fault, int tries)
    {
        using var handler = new AnswerHandler(_ => throw (Exception)Activator.CreateInstance(fault, "the network is down", new TaskCanceledException())!);
        using var service = Services.Over(handler);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.ServiceUnavailable), failure.ErrorId);
        Assert.Equal(tries, handler.Requests.Count);
        Assert.Contains("management.azure.com", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultAction.Reset, true)]
    [InlineData(FaultAction.Reset, false)]
    [InlineData(FaultAction.Truncate, true)]
    [InlineData(FaultAction.Truncate, false)]
    public async Task A_show_survives_connections_that_are_cut(FaultAction action, bool http2)
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { Http2 = http2 });
        azure.Install();
        azure.Arm.Faults.Add(new() { Action = action, Count = 3 });

        var extension = await azure.ShowAsync();

        Assert.Equal("flux", extension.Name);
        Assert.Equal(4, azure.Received.Count());
        Assert.Equal(200, azure.Exchanges[^1].Status);
    }

    [Theory]
    [InlineData(FaultAction.Reset, true)]
    [InlineData(FaultAction.Reset, false)]
    [InlineData(FaultAction.Truncate, true)]
    [InlineData(FaultAction.Truncate, false)]
    public async Task A_create_survives_a_poll_and_a_last_look_that_are_cut(FaultAction action, bool http2)
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { Http2 = http2 });
        azure.Arm.Faults.Add(new() { Action = action, PathRegex = "/operations/", Count = 2 });
        azure.Arm.Faults.Add(new() { Action = action, Method = "GET", PathRegex = "/extensions/flux", Skip = 3, Count = 2 });

        Assert.Equal("Succeeded", (await azure.CreateAsync())!.ProvisioningState);
        Assert.Equal(4, azure.Arm.Faults.Hits);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_change_that_never_arrived_is_sent_again(string method)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        if (method != "PUT")
        {
            azure.Install();
        }

        azure.Arm.Faults.Add(new() { Action = FaultAction.Reset, Method = method, Count = 1 });

        switch (method)
        {
            case "PUT":
                Assert.Equal("Succeeded", (await azure.CreateAsync())!.ProvisioningState);
                break;
            case "PATCH":
                Assert.Equal("Succeeded", (await azure.UpdateAsync(new() { ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1" } }))!.ProvisioningState);
                break;
            default:
                Assert.True(await azure.DeleteAsync());
                break;
        }

        Assert.Equal(2, azure.Received.Count(request => request.StartsWith(method, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_request_returns_at_once_and_sends_no_more()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();
        azure.Arm.Faults.Add(new() { Action = FaultAction.Hang });
        using var stop = new CancellationTokenSource();
        var show = azure.Service.Extensions.GetAsync(azure.Flux, stop.Token);
        await WaitUntil(() => azure.Arm.Requests.Count == 1);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => show.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Equal(1, azure.Arm.Requests.Count);
        Assert.Empty(azure.Time.Waits);
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_poll_returns_at_once_and_sends_no_more()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.Add(new() { Action = FaultAction.Hang, PathRegex = "/operations/" });
        using var stop = new CancellationTokenSource();
        var lifecycle = azure.Lifecycle();
        var started = await lifecycle.StartCreateAsync(azure.Flux, new() { ExtensionType = "microsoft.flux" }, TestContext.Current.CancellationToken);
        var waiting = lifecycle.WaitAsync(started.Operation, stop.Token);
        await WaitUntil(() => azure.Arm.Requests.Count == 3);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Equal(3, azure.Arm.Requests.Count);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_stop_in_the_middle_of_a_delay_returns_at_once_and_sends_no_more(int status)
    {
        // This clock does not move, so the delay ends only by the stop.
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(status, "{}", ("Retry-After", "60")));
        using var service = Services.Over(handler, time: new FakeTimeProvider());
        using var stop = new CancellationTokenSource();
        var show = service.Extensions.GetAsync(Flux, stop.Token);
        await WaitUntil(() => handler.Requests.Count == 1);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => show.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task A_stop_before_the_start_sends_nothing()
    {
        using var handler = new AnswerHandler(_ => AnswerHandler.Json((int)HttpStatusCode.OK, Instance));
        using var service = Services.Over(handler);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => service.Extensions.GetAsync(Flux, new CancellationToken(canceled: true)));

        Assert.Empty(handler.Requests);
    }

    private static async Task WaitUntil(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }
}
