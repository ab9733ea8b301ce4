using AksExtensions.Fleet;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>How the polls of all operations in flight share the read budget.</summary>
public sealed class PollTurnTests : IDisposable
{
    private const string Subscription = "11111111-2222-3333-4444-555555555555";
    private const int RealLimit = 60_000;

    private readonly FleetTime _time = new();
    private readonly ArmBudget _budget;

    public PollTurnTests() => _budget = new(_time);

    public void Dispose() => _time.Dispose();

    [Fact(Timeout = RealLimit)]
    public async Task Five_thousand_operations_stay_within_the_read_budget()
    {
        await Task.WhenAll(Enumerable.Range(0, 5000).Select(_ => PollAsync(TestContext.Current.CancellationToken)));

        // 200 at once, which leaves the reserve; then 25 a second.
        Assert.InRange(_time.Elapsed.TotalSeconds, 4800 / 25.0, (4800 / 25.0) + 1);
    }

    [Fact(Timeout = RealLimit)]
    public async Task Other_reads_go_first()
    {
        using var stop = new CancellationTokenSource();
        var polls = Enumerable.Range(0, 2000).Select(_ => PollAsync(stop.Token)).ToList();
        for (var second = 0; second < 60; second++)
        {
            // Immediately: none of them waits for the clock.
            Assert.All(Enumerable.Range(0, 10).Select(_ => AcquireAsync()), request => Assert.True(request.IsCompletedSuccessfully));
            await Task.Delay(TimeSpan.FromSeconds(1), _time, TestContext.Current.CancellationToken);
        }

        // They took 10 a second of 25; polls had the rest.
        Assert.InRange(polls.Count(poll => poll.IsCompletedSuccessfully), 200 + (14 * 60), 200 + (15 * 60) + 25);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(polls));
    }

    [Fact(Timeout = RealLimit)]
    public async Task Turns_come_in_the_order_of_asking()
    {
        var order = new List<int>();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(async number =>
        {
            using var turn = await _budget.WaitForPollAsync(Subscription, TestContext.Current.CancellationToken);
            lock (order)
            {
                order.Add(number);
            }

            await AcquireAsync();
        }));

        // Those of one step of the clock can overtake each other: 5, and the first 200.
        Assert.All(order.Index().Skip(200), place => Assert.InRange(place.Item, place.Index - 10, place.Index + 10));
    }

    [Fact(Timeout = RealLimit)]
    public async Task Polls_wait_while_ARM_refuses_reads()
    {
        await AcquireAsync();
        _budget.Report(Subscription, RequestKind.Read, 1, remaining: null, pause: TimeSpan.FromSeconds(60));
        Assert.Null(_budget.TryPoll(Subscription));

        await PollAsync(TestContext.Current.CancellationToken);

        Assert.InRange(_time.Elapsed.TotalSeconds, 60, 63);
    }

    [Fact(Timeout = RealLimit)]
    public async Task A_canceled_turn_blocks_no_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => PollAsync(TestContext.Current.CancellationToken)));
        using var stop = new CancellationTokenSource();
        var stopped = Enumerable.Range(0, 500).Select(_ => PollAsync(stop.Token)).ToList();
        var next = PollAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(stopped));

        await next;

        Assert.InRange(_time.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact(Timeout = RealLimit)]
    public async Task Reads_without_end_do_not_keep_polls_from_their_turn()
    {
        // Another command of the session reads a long list and uses the whole budget.
        using var stop = new CancellationTokenSource();
        var others = Enumerable.Range(0, 32).Select(async _ =>
        {
            while (true)
            {
                await _budget.AcquireAsync(Subscription, RequestKind.Read, stop.Token);
                await Task.Delay(TimeSpan.FromMilliseconds(50), _time, stop.Token);
            }
        }).ToList();
        await Task.Delay(TimeSpan.FromSeconds(30), _time, TestContext.Current.CancellationToken);
        var start = _time.Elapsed;

        var polls = Enumerable.Range(0, 10).Select(_ => PollAsync(TestContext.Current.CancellationToken)).ToList();
        await Task.WhenAny(Task.WhenAll(polls), Task.Delay(TimeSpan.FromMinutes(10), _time, TestContext.Current.CancellationToken));

        Assert.All(polls, poll => Assert.True(poll.IsCompletedSuccessfully));
        // One a second, which leaves the others 24 of 25, and then the queue of the others.
        Assert.InRange((_time.Elapsed - start).TotalSeconds, 9, 15);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(others));
    }

    [Theory(Timeout = RealLimit)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_a_quiet_while_the_budget_is_full_again(int seed)
    {
        var random = new Random(seed);
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(async _ =>
        {
            int start, patience, took, kind;
            lock (random)
            {
                (start, patience, took, kind) = (random.Next(60_000), random.Next(20_000), random.Next(3000), random.Next(100));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(start), _time, TestContext.Current.CancellationToken);
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(patience + 1), _time);
            try
            {
                using var turn = kind < 40 ? await _budget.WaitForPollAsync(Subscription, stop.Token) : null;
                var request = await _budget.AcquireAsync(Subscription, RequestKind.Read, stop.Token);
                await Task.Delay(TimeSpan.FromMilliseconds(took), _time, CancellationToken.None);
                _budget.Report(
                    Subscription, RequestKind.Read, request, kind % 3 == 0 ? kind : null, kind > 95 ? TimeSpan.FromSeconds(kind - 95) : null);
            }
            catch (OperationCanceledException)
            {
                // Had enough.
            }
        }));

        Assert.False(_budget.IsBraking);
        await Task.Delay(TimeSpan.FromSeconds(30), _time, TestContext.Current.CancellationToken);
        var start = _time.Elapsed;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => PollAsync(TestContext.Current.CancellationToken)));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AcquireAsync()));
        Assert.Equal(start, _time.Elapsed);
        var next = AcquireAsync();
        Assert.False(next.IsCompleted);
        await next;
    }

    private Task<long> AcquireAsync() => _budget.AcquireAsync(Subscription, RequestKind.Read, TestContext.Current.CancellationToken).AsTask();

    // A poll takes its turn and then its token, as the pipeline does for every request.
    private async Task PollAsync(CancellationToken cancellationToken)
    {
        using var turn = await _budget.WaitForPollAsync(Subscription, cancellationToken);
        await AcquireAsync();
    }
}
