using AksExtensions.Fleet;
using AksExtensions.Tests;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static AksExtensions.Core.Tests.LifecycleSamples;

namespace AksExtensions.Core.Tests;

public sealed class LifecycleWaitTests
{
    [Fact]
    public async Task The_first_poll_is_at_once_and_the_others_follow_the_schedule()
    {
        var time = new VirtualTime();
        var observer = new RecordingObserver();
        var arm = new FakeArmService { Polls = { o => Running(o), o => Running(o), o => Running(o), Succeeded } };

        var extension = await Lifecycle(arm, observer, time).WaitAsync(Operation(), TestContext.Current.CancellationToken);

        Assert.Equal("Succeeded", extension!.ProvisioningState);
        Assert.Equal([2, 2, 2], time.Waits.Select(wait => wait.TotalSeconds));
        Assert.Equal(["polled Creating", "polled Creating", "polled Creating", "polled Succeeded", "ended Succeeded"], observer.Events);
        Assert.Equal(["POLL", "POLL", "POLL", "POLL"], arm.Calls);
    }

    [Fact]
    public async Task The_schedule_goes_by_the_age_of_the_operation_and_not_of_the_waiting()
    {
        var time = new VirtualTime();
        var arm = new FakeArmService { Polls = { o => Running(o), Succeeded } };

        await Lifecycle(arm, time: time).WaitAsync(Operation(startedAt: time.GetUtcNow().AddSeconds(-280)), TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(20), Assert.Single(time.Waits));
    }

    [Fact]
    public async Task What_Azure_asks_to_wait_wins_and_zero_means_at_once()
    {
        var time = new VirtualTime();
        var arm = new FakeArmService
        {
            Polls = { o => Running(o) with { RetryAfter = TimeSpan.FromSeconds(17) }, o => Running(o) with { RetryAfter = TimeSpan.Zero }, Succeeded },
        };

        await Lifecycle(arm, time: time).WaitAsync(Operation(), TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(17), Assert.Single(time.Waits));
    }

    [Fact]
    public async Task A_delete_ends_without_a_resource()
    {
        var arm = new FakeArmService { Polls = { o => Running(o, "Deleting"), Succeeded } };

        Assert.Null(await Lifecycle(arm).WaitAsync(Operation(OperationKind.Delete), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_failure_contains_the_error_of_the_operation_its_details_and_the_statuses_of_the_instance_each_once()
    {
        var observer = new RecordingObserver();
        var arm = new FakeArmService
        {
            Polls = { o => Ended(o, "Failed", new("ExtensionOperationFailed", "it failed", null, [new("Inner", "the detail", null, [])])) },
            OnGet = () => new ClusterExtension(Cluster)
            {
                Id = Flux.Id,
                Name = "flux",
                StatusMessage = $"InstallationFailed: helm timed out{Environment.NewLine}Inner: the detail",
            },
        };

        var failure = await Failure(arm, observer: observer);

        Assert.Equal(nameof(Errors.OperationFailed), failure.ErrorId);
        Assert.Equal(Flux.Id, failure.Target);
        Assert.Equal("request-2", failure.Arm!.RequestId);
        Assert.Contains("ExtensionOperationFailed: it failed", failure.Message, StringComparison.Ordinal);
        Assert.Contains("InstallationFailed: helm timed out", failure.Message, StringComparison.Ordinal);
        Assert.Single(failure.Message.Split(Environment.NewLine), line => line == "Inner: the detail");
        Assert.Contains("(x-ms-request-id request-2)", failure.Message, StringComparison.Ordinal);
        Assert.Equal("ended Failed", observer.Events[^1]);
    }

    [Fact]
    public async Task A_failure_without_readable_statuses_is_described_by_its_own_error()
    {
        var arm = new FakeArmService { Polls = { o => Ended(o, "Failed", new("Code", "why", null, [])) }, OnGet = () => throw NotThere() };

        var failure = await Failure(arm);

        Assert.Equal(nameof(Errors.OperationFailed), failure.ErrorId);
        Assert.Contains("Code: why", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OperationKind.Create, "Creating", "New-AksClusterExtension")]
    [InlineData(OperationKind.Update, "Updating", "try again")]
    [InlineData(OperationKind.Delete, "Removing", "try again")]
    public async Task A_failure_says_which_operation_it_was_and_what_helps(OperationKind kind, string word, string help)
    {
        var arm = new FakeArmService { Polls = { o => Ended(o, "Failed") }, OnGet = () => Instance("Failed") };

        var failure = await Failure(arm, kind);

        Assert.Contains($"flux on aks1 (rg): {word} the extension failed.", failure.Message, StringComparison.Ordinal);
        Assert.Contains(help, failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancel_in_Azure_has_its_own_id()
    {
        var arm = new FakeArmService { Polls = { o => Running(o), o => Ended(o, "canceled") }, OnGet = () => Instance("Canceled") };

        Assert.Equal(nameof(Errors.OperationCanceled), (await Failure(arm)).ErrorId);
    }

    [Fact]
    public async Task An_operation_that_ends_in_an_unknown_state_is_a_failure()
    {
        var arm = new FakeArmService { Polls = { o => new(o.With("Odd"), IsCompleted: true, Instance("Odd")) }, OnGet = () => Instance("Odd") };

        Assert.Equal(nameof(Errors.OperationFailed), (await Failure(arm)).ErrorId);
    }

    [Fact]
    public async Task Failing_to_read_the_state_is_not_the_operation_failing()
    {
        var observer = new RecordingObserver();
        var arm = new FakeArmService
        {
            Polls =
            {
                _ => throw Unreadable(),
                _ => throw Errors.Throttled(Flux.Id, new(429, new(null, null, null, []), null)),
                _ => throw Errors.AnswerInvalid(Flux.Id, "a proxy's page", null),
                Succeeded,
            },
        };

        Assert.NotNull(await Lifecycle(arm, observer).WaitAsync(Operation(), TestContext.Current.CancellationToken));

        Assert.Equal(
            ["read failed ServiceUnavailable", "read failed Throttled", "read failed AnswerInvalid", "polled Succeeded", "ended Succeeded"], observer.Events);
    }

    [Theory]
    [InlineData(nameof(Errors.AuthenticationFailed))]
    [InlineData(nameof(Errors.AuthorizationFailed))]
    [InlineData(nameof(Errors.ExtensionNotFound))]
    public async Task An_answer_that_no_waiting_changes_ends_the_waiting(string errorId)
    {
        var arm403 = new ArmError(403, new(null, null, null, []), null);
        var answer = errorId switch
        {
            nameof(Errors.AuthenticationFailed) => Errors.AuthenticationFailed("expired", "Sign in again."),
            nameof(Errors.AuthorizationFailed) => Errors.AuthorizationFailed(Flux.Id, arm403),
            _ => NotThere(),
        };
        var arm = new FakeArmService { Polls = { o => Running(o), _ => throw answer } };

        var failure = await Failure(arm);

        Assert.Equal((answer.ErrorId, answer.Arm), (failure.ErrorId, failure.Arm));
        Assert.StartsWith(answer.Message, failure.Message, StringComparison.Ordinal);
        Assert.Equal(
            errorId != nameof(Errors.ExtensionNotFound),
            failure.Message.EndsWith("Creating the extension continues in Azure; only its state could not be read.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, new[] { "polled Creating", "ended Creating" })]
    [InlineData(true, new[] { "polled Creating" })]
    public async Task A_removed_extension_ends_and_an_unreadable_one_continues(bool isThere, string[] events)
    {
        var observer = new RecordingObserver();
        var answer = isThere ? Errors.AuthorizationFailed(Flux.Id, new(403, new(null, null, null, []), null)) : NotThere();
        var arm = new FakeArmService { Polls = { o => Running(o), _ => throw answer } };

        Assert.Equal(answer.ErrorId, (await Failure(arm, observer: observer)).ErrorId);
        Assert.Equal(events, observer.Events);
    }

    [Fact]
    public async Task A_time_out_comes_when_it_is_due_after_one_last_poll_and_reports_the_last_state()
    {
        var time = new VirtualTime();
        var arm = new FakeArmService { Polls = { o => Running(o) } };

        var failure = await Failure(arm, time: time, timeout: TimeSpan.FromSeconds(61));

        Assert.Equal(nameof(Errors.OperationTimedOut), failure.ErrorId);
        Assert.Equal(TimeSpan.FromSeconds(61), time.Waited);
        Assert.Contains("has not finished after 61 s; the operation is Creating", failure.Message, StringComparison.Ordinal);
        Assert.Equal(time.Waits.Count + 1, arm.Calls.Count);
    }

    [Fact]
    public async Task A_poll_that_never_ends_ends_with_the_time_out_and_a_last_look()
    {
        var time = new VirtualTime();
        var observer = new RecordingObserver();
        // A service that keeps obeying Retry-After and never returns an answer.
        var arm = new FakeArmService
        {
            Polls = { o => Running(o) },
            PollDelay = async token =>
            {
                while (true)
                {
                    await Task.Delay(TimeSpan.FromSeconds(30), time, token);
                }
            },
        };

        var failure = await Failure(arm, time: time, timeout: TimeSpan.FromSeconds(60), observer: observer);

        Assert.Equal(nameof(Errors.OperationTimedOut), failure.ErrorId);
        Assert.InRange(time.Waited, TimeSpan.FromSeconds(90), TimeSpan.FromHours(1));
        Assert.Contains("did not answer", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["ended Creating"], observer.Events);
    }

    [Fact]
    public async Task A_poll_is_abandoned_half_a_minute_after_the_time_out_and_not_before()
    {
        var time = new FakeTimeProvider();
        TimeSpan? stoppedAfter = null;
        var arm = new FakeArmService
        {
            Polls = { o => Running(o) },
            PollDelay = async token =>
            {
                await using var stopped = token.Register(() => stoppedAfter = time.GetUtcNow() - time.Start);
                await Task.Delay(Timeout.Infinite, token);
            },
        };
        var waiting = Failure(arm, time: time, timeout: TimeSpan.FromSeconds(60));

        time.Advance(TimeSpan.FromSeconds(89));
        Assert.Null(stoppedAfter);
        time.Advance(TimeSpan.FromSeconds(1));
        await waiting;

        Assert.Equal(TimeSpan.FromSeconds(90), stoppedAfter);
    }

    [Fact]
    public async Task A_stop_during_a_poll_is_no_time_out()
    {
        using var stop = new CancellationTokenSource();
        var arm = new FakeArmService { Polls = { o => Running(o) }, PollDelay = token => Task.Delay(Timeout.InfiniteTimeSpan, token) };
        var waiting = Lifecycle(arm, time: new FakeTimeProvider(), timeout: TimeSpan.FromSeconds(60)).WaitAsync(Operation(), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_time_out_reports_why_the_state_could_not_be_read()
    {
        var arm = new FakeArmService { Polls = { o => Running(o), _ => throw Unreadable() } };

        var failure = await Failure(arm, timeout: TimeSpan.FromSeconds(10));

        Assert.Equal(nameof(Errors.OperationTimedOut), failure.ErrorId);
        Assert.Contains("HTTP 504", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_patience_at_all_still_polls_once()
    {
        var arm = new FakeArmService { Polls = { Succeeded } };

        Assert.NotNull(await Lifecycle(arm, timeout: TimeSpan.Zero).WaitAsync(Operation(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stop_during_a_delay_returns_at_once_and_polls_no_more()
    {
        using var stop = new CancellationTokenSource();
        var arm = new FakeArmService { Polls = { o => Running(o) } };
        // This clock does not move, so the wait ends only by the stop.
        var waiting = Lifecycle(arm, time: new FakeTimeProvider()).WaitAsync(Operation(startedAt: DateTimeOffset.UnixEpoch), stop.Token);
        Assert.False(waiting.IsCompleted);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Single(arm.Calls);
    }

    [Theory]
    [InlineData("Creating", null, OperationKind.Create)]
    [InlineData("Deleting", "1.0.0", OperationKind.Delete)]
    [InlineData("Updating", "1.0.0", OperationKind.Update)]
    [InlineData("Updating", null, OperationKind.Update)]
    [InlineData("Failed", "1.0.0", OperationKind.Update)]
    [InlineData("Failed", null, OperationKind.Create)]
    [InlineData(null, null, OperationKind.Update)]
    public void An_operation_can_be_made_of_an_instance(string? state, string? installed, OperationKind expected)
    {
        var changed = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var extension = new ClusterExtension(Cluster)
        {
            Id = Flux.Id,
            Name = "flux",
            ProvisioningState = state,
            CurrentVersion = installed,
            SystemData = new(null, null, null, null, null, changed),
        };

        var operation = ExtensionLifecycle.OperationOf(extension);

        Assert.Equal(expected, operation.Operation);
        Assert.Equal(changed, operation.Started);
        Assert.Equal(Flux.Id, operation.Extension.Id);
        Assert.Null(operation.RehydrationToken);
    }

    private static async Task<AksExtensionException> Failure(
        FakeArmService arm, OperationKind kind = OperationKind.Create, TimeProvider? time = null, TimeSpan? timeout = null, RecordingObserver? observer = null) =>
        await Assert.ThrowsAsync<AksExtensionException>(
            () => Lifecycle(arm, observer, time, timeout).WaitAsync(Operation(kind), TestContext.Current.CancellationToken));
}
