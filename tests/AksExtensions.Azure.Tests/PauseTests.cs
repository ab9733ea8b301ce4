using AksExtensions.Arm;
using AksExtensions.Fleet;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Azure.Core.Pipeline;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>A wait that Azure imposes is announced once, ends, and does not outlive its command.</summary>
public sealed class PauseTests
{
    private const string Instance = """{"name":"flux","properties":{"provisioningState":"Succeeded"}}""";
    private const string OtherSubscription = "99999999-2222-3333-4444-555555555555";

    private static readonly ClusterReference Aks = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");
    private static readonly UpdateExtensionRequest SomeChange = new() { ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1" } };

    private readonly VirtualTime _time = new();
    private readonly List<ArmPause> _pauses = [];

    [Theory]
    [InlineData(1800)]
    [InlineData(3600)]
    [InlineData(901)]
    public async Task After_a_long_refusal_the_subscription_s_later_changes_fail_at_once_and_say_until_when(int seconds)
    {
        var until = ArmPause.Clock(_time, TimeSpan.FromSeconds(seconds));
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(429, string.Empty, ("Retry-After", $"{seconds}")));
        using var service = Over(handler);

        // The one that was refused, others of the command, and other commands of the session.
        foreach (var (sender, name) in new[] { (service, "a"), (service, "b"), (service.Observe(null), "c") })
        {
            var failure = await Assert.ThrowsAsync<AksExtensionException>(() => sender.Extensions.UpdateAsync(new(Aks, name), SomeChange, Stop));

            Assert.Equal(nameof(Errors.Throttled), failure.ErrorId);
            Assert.StartsWith($"{name} on aks1 (rg): ", failure.Message, StringComparison.Ordinal);
            Assert.Contains($"until {until}.", failure.Message, StringComparison.Ordinal);
            Assert.Contains($"after {until};", failure.RecommendedAction, StringComparison.Ordinal);
        }

        Assert.Single(handler.Requests);
        Assert.Equal(TimeSpan.Zero, _time.Waited);
    }

    [Fact]
    public async Task A_long_refusal_holds_back_neither_reads_nor_other_subscriptions_and_ends()
    {
        var isRefused = true;
        using var handler = new AnswerHandler(request => isRefused && request.Method == HttpMethod.Patch
            ? AnswerHandler.Json(429, string.Empty, ("Retry-After", "1800")) : AnswerHandler.Json(200, Instance));
        using var service = Over(handler);
        await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.UpdateAsync(new(Aks, "flux"), SomeChange, Stop));
        isRefused = false;

        await service.Extensions.GetAsync(new(Aks, "flux"), Stop);
        await service.Extensions.UpdateAsync(new(ClusterReference.Create(OtherSubscription, "rg", "aks1"), "flux"), SomeChange, Stop);
        await Task.Delay(TimeSpan.FromMinutes(20), _time, Stop);
        await service.Extensions.UpdateAsync(new(Aks, "flux"), SomeChange, Stop);

        Assert.Equal(4, handler.Requests.Count);
        Assert.Equal(TimeSpan.FromMinutes(30), _time.Waited);
    }

    [Fact]
    public async Task A_wait_is_announced_once_with_its_end_however_many_requests_wait()
    {
        var refused = 0;
        using var handler = new AnswerHandler(_ => ++refused == 1
            ? AnswerHandler.Json(429, string.Empty, ("Retry-After", "300")) : AnswerHandler.Json(200, Instance));
        using var service = Over(handler).Observe(null, _pauses.Add);
        var end = _time.GetLocalNow() + TimeSpan.FromSeconds(300);

        await service.Extensions.GetAsync(new(Aks, "flux"), Stop);
        await service.Extensions.GetAsync(new(Aks, "flux"), Stop);

        var pause = Assert.Single(_pauses);
        Assert.Equal((Aks.SubscriptionId, end), (pause.SubscriptionId, pause.Until));
        Assert.True(ArmPause.IsLong(pause.Duration));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Waits_that_are_about_one_request_are_announced_too(int status)
    {
        var asked = 0;
        using var handler = new AnswerHandler(_ => ++asked == 1
            ? AnswerHandler.Json(status, string.Empty, ("Retry-After", "30")) : AnswerHandler.Json(200, """{"data":[]}"""));
        using var service = Over(handler).Observe(null, _pauses.Add);

        await service.Estate.FindClustersAsync(new("resources", null), Stop);

        Assert.Equal((null, TimeSpan.FromSeconds(30)), (Assert.Single(_pauses).SubscriptionId, _pauses[0].Duration));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(300)]
    [InlineData(1800)]
    public async Task Polls_that_wait_out_a_pause_announce_it_once(int seconds)
    {
        var polls = 0;
        using var handler = new AnswerHandler(_ => ++polls == 1
            ? AnswerHandler.Json(429, string.Empty, ("Retry-After", $"{seconds}")) : AnswerHandler.Json(200, Instance));
        var budget = new ArmBudget(_time);
        using var service = Over(handler, budget).Observe(null, _pauses.Add);
        var lifecycle = new ExtensionLifecycle(service, _time, Timeout.InfiniteTimeSpan, new RecordingObserver(), budget);
        var end = _time.GetLocalNow() + TimeSpan.FromSeconds(seconds);

        foreach (var name in new[] { "a", "b", "c" })
        {
            await lifecycle.WaitAsync(new(OperationKind.Update, new(Aks, name), _time.GetUtcNow(), "Updating", null, null), Stop);
        }

        Assert.Equal((Aks.SubscriptionId, end), (Assert.Single(_pauses).SubscriptionId, _pauses[0].Until));
        Assert.Equal(4, handler.Requests.Count);
    }

    [Theory]
    [InlineData(300, 60)]
    [InlineData(1800, 60)]
    [InlineData(1800, 1200)]
    public async Task A_wait_whose_time_ends_in_a_pause_says_until_when_Azure_refuses(int seconds, int timeout)
    {
        // Deadlines come in order with other waits.
        using var time = new FleetTime();
        var until = ArmPause.Clock(time, TimeSpan.FromSeconds(seconds));
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(429, string.Empty, ("Retry-After", $"{seconds}")));
        var budget = new ArmBudget(time);
        using var service = Over(handler, budget, time).Observe(null, _pauses.Add);
        var lifecycle = new ExtensionLifecycle(service, time, TimeSpan.FromSeconds(timeout), new RecordingObserver(), budget);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => lifecycle.WaitAsync(new(OperationKind.Update, new(Aks, "flux"), time.GetUtcNow(), "Updating", null, null), Stop));

        // The operation continues, and that it does is worth more than the id of the pause.
        Assert.Equal(nameof(Errors.OperationTimedOut), failure.ErrorId);
        Assert.Contains("continues in Azure", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"until {until}", failure.Message, StringComparison.Ordinal);
        Assert.Single(handler.Requests);
        Assert.InRange(_pauses.Count, 0, 1);
    }

    [Fact]
    public void The_end_of_a_wait_is_never_reported_too_early()
    {
        var time = new VirtualTime();
        var now = time.GetLocalNow();

        Assert.Equal($"{now.AddSeconds(90):HH:mm:ss}", ArmPause.Clock(time, TimeSpan.FromSeconds(90)));
        var told = TimeOnly.Parse(ArmPause.Clock(time, TimeSpan.FromSeconds(1801)), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(told >= TimeOnly.FromDateTime(now.AddSeconds(1801).DateTime));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IArmService Over(HttpMessageHandler handler, ArmBudget? budget = null, TimeProvider? time = null) =>
        new ArmServiceFactory(new HttpClientTransport(new HttpClient(handler))).Create(new()
        {
            Endpoint = Services.PublicCloud,
            Audience = "https://management.core.windows.net/",
            SignIn = SignIn.With(new SecretValue("token")),
            TimeProvider = time ?? _time,
            Budget = budget ?? new(_time),
        });
}
