using AksExtensions.Arm;
using AksExtensions.Fleet;
using AksExtensions.Tests;
using Xunit;
using static AksExtensions.Core.Tests.LifecycleSamples;

namespace AksExtensions.Core.Tests;

/// <summary>-TimeoutSeconds limits everything for a target: the check before a change, the change and the wait for it.</summary>
public sealed class LifecycleTimeTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly VirtualTime _time = new();

    [Theory]
    [InlineData(OperationKind.Create, "GET", "nothing was changed", "Try again")]
    [InlineData(OperationKind.Update, "GET", "nothing was changed", "Try again")]
    [InlineData(OperationKind.Create, "PUT", "may have started; if so, it continues in Azure", "Wait again")]
    [InlineData(OperationKind.Update, "PATCH", "may have started; if so, it continues in Azure", "Wait again")]
    [InlineData(OperationKind.Delete, "DELETE", "may have started; if so, it continues in Azure", "Wait again")]
    public async Task A_request_that_is_not_answered_ends_with_the_time(OperationKind kind, string silent, string says, string advice)
    {
        var arm = Answering(kind);
        arm.Delay = (call, stop) => call == silent ? SilenceAsync(stop) : Task.CompletedTask;

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => StartAsync(Lifecycle(arm, time: _time, timeout: Timeout), kind));

        Assert.Equal((nameof(Errors.OperationTimedOut), Flux.Id), (failure.ErrorId, failure.Target));
        Assert.Contains("60 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.StartsWith(advice, failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(silent, arm.Calls[^1]);
    }

    [Theory]
    [InlineData(OperationKind.Create, "PUT")]
    [InlineData(OperationKind.Update, "PATCH")]
    [InlineData(OperationKind.Delete, "DELETE")]
    public async Task A_change_that_waits_for_its_turn_when_the_time_ends_was_not_sent(OperationKind kind, string queued)
    {
        var arm = Answering(kind);
        arm.Queue = (call, stop) => call == queued ? SilenceAsync(stop) : Task.CompletedTask;
        var observer = new RecordingObserver();

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => StartAsync(Lifecycle(arm, observer, _time, Timeout), kind));

        Assert.Equal(nameof(Errors.OperationTimedOut), failure.ErrorId);
        Assert.Contains("nothing was changed", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain($"sending {kind}", observer.Events);
        Assert.DoesNotContain(queued, arm.Calls);
    }

    [Theory]
    [InlineData("GET", RequestKind.Read, OperationKind.Create)]
    [InlineData("PUT", RequestKind.Write, OperationKind.Create)]
    [InlineData("PATCH", RequestKind.Write, OperationKind.Update)]
    [InlineData("DELETE", RequestKind.Delete, OperationKind.Delete)]
    public async Task Time_that_ends_while_Azure_refuses_requests_says_until_when(string held, RequestKind refused, OperationKind kind)
    {
        var budget = new ArmBudget(_time);
        budget.Report(Cluster.SubscriptionId, refused, 1, remaining: null, pause: TimeSpan.FromMinutes(10));
        var until = ArmPause.Clock(_time, TimeSpan.FromMinutes(10));
        var arm = Answering(kind);
        arm.Delay = (call, stop) => call == held ? SilenceAsync(stop) : Task.CompletedTask;
        var lifecycle = new ExtensionLifecycle(arm, _time, Timeout, new RecordingObserver(), budget);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => StartAsync(lifecycle, kind));

        Assert.Equal(nameof(Errors.Throttled), failure.ErrorId);
        Assert.Contains($"until {until}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wait_has_what_the_change_left()
    {
        var arm = Answering(OperationKind.Create);
        arm.Polls.Add(operation => Running(operation));
        arm.Delay = (call, _) =>
        {
            _time.Advance(call is "GET" or "PUT" ? TimeSpan.FromSeconds(20) : TimeSpan.Zero);
            return Task.CompletedTask;
        };
        var begin = _time.GetUtcNow();
        var lifecycle = Lifecycle(arm, time: _time, timeout: Timeout);
        var started = await lifecycle.StartCreateAsync(Flux, Create, TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.OperationTimedOut), failure.ErrorId);
        Assert.Contains("continues in Azure", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Timeout, _time.GetUtcNow() - begin);
    }

    [Fact]
    public async Task Another_command_has_its_own_time()
    {
        var arm = Answering(OperationKind.Create);
        arm.Polls.Add(operation => Running(operation));
        var operation = Operation(startedAt: _time.GetUtcNow().AddHours(-1));
        var begin = _time.GetUtcNow();

        await Assert.ThrowsAsync<AksExtensionException>(
            () => Lifecycle(arm, time: _time, timeout: Timeout).WaitAsync(operation, TestContext.Current.CancellationToken));

        Assert.Equal(Timeout, _time.GetUtcNow() - begin);
    }

    [Fact]
    public async Task Time_in_which_a_person_is_asked_does_not_count()
    {
        var arm = Answering(OperationKind.Update);
        arm.OnGet = () => Instance("Succeeded", "secret");
        var lifecycle = Lifecycle(arm, new RecordingObserver { Agrees = true, Asked = () => _time.Advance(TimeSpan.FromMinutes(10)) }, _time, Timeout);
        var request = new UpdateExtensionRequest
        {
            ConfigurationProtectedSettings = new Dictionary<string, Settings.SecretValue> { ["other"] = new("value") },
        };

        var started = await lifecycle.StartUpdateAsync(Flux, request, TestContext.Current.CancellationToken);

        Assert.NotNull(started);
        Assert.Equal(["GET", "PATCH"], arm.Calls);
    }

    [Fact]
    public async Task A_stop_is_a_stop_and_no_time_out()
    {
        using var stop = new CancellationTokenSource();
        var arm = Answering(OperationKind.Create);
        arm.Delay = async (_, token) =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Lifecycle(arm, time: _time, timeout: Timeout).StartCreateAsync(Flux, Create, stop.Token));
    }

    // The virtual clock moves only when code waits or the test moves it.
    private Task SilenceAsync(CancellationToken stop)
    {
        _time.Advance(Timeout);
        return Task.Delay(System.Threading.Timeout.Infinite, stop);
    }

    private static FakeArmService Answering(OperationKind kind) => new()
    {
        OnGet = () => kind == OperationKind.Create ? throw NotThere() : Instance(),
        OnCreate = _ => Started(),
        OnUpdate = _ => Started(OperationKind.Update),
        OnDelete = _ => Started(OperationKind.Delete),
    };

    private static async Task<StartedOperation?> StartAsync(ExtensionLifecycle lifecycle, OperationKind kind) => kind switch
    {
        OperationKind.Create => await lifecycle.StartCreateAsync(Flux, Create, TestContext.Current.CancellationToken),
        OperationKind.Update => await lifecycle.StartUpdateAsync(
            Flux, new() { ExpectedExtensionType = "microsoft.flux", AutoUpgradeMinorVersion = false }, TestContext.Current.CancellationToken),
        _ => await lifecycle.StartDeleteAsync(Flux, force: false, TestContext.Current.CancellationToken),
    };
}
