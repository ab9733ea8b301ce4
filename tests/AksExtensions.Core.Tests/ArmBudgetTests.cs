using AksExtensions.Fleet;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class ArmBudgetTests
{
    private const string Subscription = "11111111-2222-3333-4444-555555555555";
    private const string Other = "99999999-2222-3333-4444-555555555555";

    private readonly FakeTimeProvider _time = new();
    private readonly ArmBudget _budget;

    public ArmBudgetTests() => _budget = new(_time);

    [Theory]
    [InlineData(RequestKind.Read, 250, 25)]
    [InlineData(RequestKind.Write, 200, 10)]
    [InlineData(RequestKind.Delete, 200, 10)]
    public void A_full_bucket_is_available_at_once_and_the_rest_at_ARMs_rate(RequestKind kind, int size, int rate)
    {
        Assert.All(Acquire(kind, size), Done);
        var queued = Acquire(kind, rate * 2);

        Assert.All(queued, Waits);
        Assert.True(_budget.IsBraking);
        Pass(1);
        Assert.Equal(rate, queued.Count(task => task.IsCompleted));
        Pass(1);
        Assert.All(queued, Done);
        Assert.False(_budget.IsBraking);
    }

    [Fact]
    public void First_come_first_served()
    {
        Acquire(RequestKind.Write, 200);
        var queued = Acquire(RequestKind.Write, 30);

        Pass(1);

        Assert.All(queued[..10], Done);
        Assert.All(queued[10..], Waits);
    }

    [Fact]
    public void Kinds_and_subscriptions_do_not_disturb_each_other()
    {
        Acquire(RequestKind.Write, 200);
        Waits(Acquire(RequestKind.Write));

        Done(Acquire(RequestKind.Read));
        Done(Acquire(RequestKind.Delete));
        Done(_budget.AcquireAsync(Other, RequestKind.Write, TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public void A_subscription_is_the_same_in_any_case()
    {
        var budget = new ArmBudget(_time);
        for (var i = 0; i < 200; i++)
        {
            Done(budget.AcquireAsync("ABCDEF00-0000-0000-0000-000000000000", RequestKind.Write, TestContext.Current.CancellationToken).AsTask());
        }

        Waits(budget.AcquireAsync("abcdef00-0000-0000-0000-000000000000", RequestKind.Write, TestContext.Current.CancellationToken).AsTask());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(150)]
    public void What_others_leave_of_the_bucket_that_all_share_is_all_there_is(int? own)
    {
        Done(Acquire(RequestKind.Write));
        _budget.Report(Subscription, RequestKind.Write, 1, own, pause: null, shared: 2);

        Assert.All(Acquire(RequestKind.Write, 2), Done);
        Waits(Acquire(RequestKind.Write));
    }

    [Fact]
    public void That_the_shared_bucket_is_full_says_nothing_about_ones_own()
    {
        Assert.All(Acquire(RequestKind.Write, 200), Done);
        _budget.Report(Subscription, RequestKind.Write, 200, remaining: null, pause: null, shared: 2999);

        Waits(Acquire(RequestKind.Write));
    }

    [Fact]
    public void An_answer_that_names_both_buckets_goes_by_the_emptier_one()
    {
        Done(Acquire(RequestKind.Write));
        _budget.Report(Subscription, RequestKind.Write, 1, remaining: 1, pause: null, shared: 2900);

        Done(Acquire(RequestKind.Write));
        Waits(Acquire(RequestKind.Write));
    }

    [Fact]
    public void What_ARM_says_is_left_is_believed()
    {
        Done(Acquire(RequestKind.Write));
        _budget.Report(Subscription, RequestKind.Write, 1, remaining: 2, pause: null);

        Assert.All(Acquire(RequestKind.Write, 2), Done);
        Waits(Acquire(RequestKind.Write));
    }

    [Fact]
    public void What_is_on_its_way_is_taken_from_what_is_left()
    {
        Acquire(RequestKind.Write, 3);
        _budget.Report(Subscription, RequestKind.Write, 1, remaining: 2, pause: null);

        // The other two, which are already waiting, use those two.
        Waits(Acquire(RequestKind.Write));
    }

    [Fact]
    public void An_answer_that_was_overtaken_does_not_raise_what_is_left()
    {
        Acquire(RequestKind.Write, 200);
        _budget.Report(Subscription, RequestKind.Write, 200, remaining: 0, pause: null);
        _budget.Report(Subscription, RequestKind.Write, 100, remaining: 100, pause: null);

        Waits(Acquire(RequestKind.Write));
    }

    [Fact]
    public void A_larger_bucket_than_expected_is_used()
    {
        Done(Acquire(RequestKind.Write));
        _budget.Report(Subscription, RequestKind.Write, 1, remaining: 1000, pause: null);

        Assert.All(Acquire(RequestKind.Write, 1000), Done);
    }

    [Fact]
    public void A_refusal_holds_the_whole_subscription_back_for_as_long_as_was_asked()
    {
        Done(Acquire(RequestKind.Write));
        _budget.Report(Subscription, RequestKind.Write, 1, remaining: null, pause: TimeSpan.FromSeconds(60));
        var queued = Acquire(RequestKind.Write, 3);

        Pass(59);
        Assert.All(queued, Waits);
        Done(_budget.AcquireAsync(Other, RequestKind.Write, TestContext.Current.CancellationToken).AsTask());

        Pass(2);
        Assert.All(queued, Done);
    }

    [Fact]
    public void A_refusal_moves_back_those_who_wait_already()
    {
        Acquire(RequestKind.Write, 200);
        var queued = Acquire(RequestKind.Write);
        _budget.Report(Subscription, RequestKind.Write, 1, remaining: 0, pause: TimeSpan.FromSeconds(30));

        Pass(29);
        Waits(queued);

        Pass(2);
        Done(queued);
    }

    [Fact]
    public async Task Who_stops_waiting_leaves_the_place_to_the_next()
    {
        Acquire(RequestKind.Write, 200);
        using var stop = new CancellationTokenSource();
        var stopped = _budget.AcquireAsync(Subscription, RequestKind.Write, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);

        var next = Acquire(RequestKind.Write);
        Pass(0.1);
        Done(next);
    }

    [Fact]
    public void One_operation_may_poll_at_once() => Assert.NotNull(_budget.TryPoll(Subscription));

    [Fact]
    public void Polls_leave_a_reserve_to_other_requests()
    {
        var polls = 0;
        while (_budget.TryPoll(Subscription) is not null)
        {
            polls++;
        }

        Assert.Equal(200, polls);
        Assert.All(Acquire(RequestKind.Read, 50), Done);
    }

    private static void Done(Task task) => Assert.True(task.IsCompletedSuccessfully);

    private static void Waits(Task task) => Assert.False(task.IsCompleted);

    private Task<long> Acquire(RequestKind kind) => _budget.AcquireAsync(Subscription, kind, TestContext.Current.CancellationToken).AsTask();

    private List<Task<long>> Acquire(RequestKind kind, int count) => [.. Enumerable.Range(0, count).Select(_ => Acquire(kind))];

    private void Pass(double seconds)
    {
        for (var passed = 0.0; passed < seconds; passed += 0.02)
        {
            _time.Advance(TimeSpan.FromSeconds(0.02));
        }
    }
}
