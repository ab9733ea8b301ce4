using AksExtensions.Fleet;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class FanOutTests : IDisposable
{
    private readonly SemaphoreSlim _changed = new(0);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose()
    {
        _gate.TrySetResult();
        _changed.Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task Work_has_room_until_the_limit()
    {
        using var fanOut = Create(limit: 2);
        Assert.True(fanOut.IsIdle);

        fanOut.Start((_, _) => _gate.Task, Fail);
        Assert.True(fanOut.HasRoom);
        fanOut.Start((_, _) => _gate.Task, Fail);
        // One more can wait, which is half of the running ones.
        Assert.True(fanOut.HasRoom);
        fanOut.Start((_, _) => _gate.Task, Fail);
        Assert.False(fanOut.HasRoom);

        _gate.SetResult();
        await IdleAsync(fanOut, TestContext.Current.CancellationToken);
        Assert.True(fanOut.HasRoom);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_at_a_time_is_one_at_a_time()
    {
        using var fanOut = Create(limit: 1);
        fanOut.Start((_, _) => _gate.Task, Fail);
        Assert.False(fanOut.HasRoom);

        _gate.SetResult();
        await _changed.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(fanOut.HasRoom);
    }

    [Fact(Timeout = 60_000)]
    public async Task Waiting_work_starts_automatically()
    {
        var started = new System.Collections.Concurrent.ConcurrentQueue<int>();
        using var fanOut = Create(limit: 4);
        for (var i = 0; i < 6; i++)
        {
            var number = i;
            fanOut.Start(
                async (_, _) =>
                {
                    started.Enqueue(number);
                    await _gate.Task;
                },
                Fail);
        }

        Assert.False(fanOut.HasRoom);
        _gate.SetResult();
        await IdleAsync(fanOut, TestContext.Current.CancellationToken);
        Assert.Equal([0, 1, 2, 3, 4, 5], started.Order());
    }

    [Fact(Timeout = 60_000)]
    public async Task Waiting_work_is_dropped_when_everything_is_canceled()
    {
        var started = 0;
        using var fanOut = Create(limit: 4);
        for (var i = 0; i < 6; i++)
        {
            fanOut.Start(
                (_, stop) =>
                {
                    Interlocked.Increment(ref started);
                    return Task.Delay(Timeout.Infinite, stop);
                },
                Fail);
        }

        fanOut.Cancel();
        await IdleAsync(fanOut, TestContext.Current.CancellationToken);
        Assert.InRange(started, 0, 4);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_only_waits_frees_its_place()
    {
        using var fanOut = Create(limit: 1);
        fanOut.Start(
            async (place, _) =>
            {
                place.Wait();
                await _gate.Task;
            },
            Fail);
        await _changed.WaitAsync(TestContext.Current.CancellationToken);

        Assert.True(fanOut.HasRoom);
        Assert.False(fanOut.IsIdle);
        _gate.SetResult();
        await IdleAsync(fanOut, TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = 60_000)]
    public async Task Waiting_has_its_own_limit()
    {
        using var fanOut = Create(limit: 1, waitingLimit: 2);
        for (var i = 0; i < 2; i++)
        {
            var waits = new TaskCompletionSource();
            fanOut.Start(
                async (place, _) =>
                {
                    place.Wait();
                    // Repeating it changes nothing.
                    place.Wait();
                    waits.SetResult();
                    await _gate.Task;
                },
                Fail);
            await waits.Task.WaitAsync(TestContext.Current.CancellationToken);
        }

        Assert.False(fanOut.HasRoom);
        _gate.SetResult();
        await IdleAsync(fanOut, TestContext.Current.CancellationToken);
        Assert.True(fanOut.HasRoom);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_exception_is_reported_and_the_others_continue()
    {
        var told = new TaskCompletionSource<Exception>();
        using var fanOut = Create(limit: 2);
        fanOut.Start((_, _) => throw new InvalidOperationException("a defect"), told.SetResult);
        fanOut.Start((_, _) => _gate.Task, Fail);

        Assert.Equal("a defect", (await told.Task.WaitAsync(TestContext.Current.CancellationToken)).Message);
        Assert.False(fanOut.IsIdle);
        _gate.SetResult();
        await IdleAsync(fanOut, TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = 60_000)]
    public async Task Cancelling_stops_all_work_and_is_no_error()
    {
        using var fanOut = Create(limit: 10);
        for (var i = 0; i < 10; i++)
        {
            fanOut.Start((_, stop) => Task.Delay(Timeout.Infinite, stop), Fail);
        }

        fanOut.Cancel();
        await IdleAsync(fanOut, TestContext.Current.CancellationToken);
        Assert.True(fanOut.Stopping.IsCancellationRequested);
    }

    [Fact]
    public void Disposing_waits_for_the_work_to_end()
    {
        var ended = false;
        var fanOut = Create(limit: 1);
        fanOut.Start(
            async (_, stop) =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, stop);
                }
                finally
                {
                    await Task.Yield();
                    ended = true;
                }
            },
            Fail);

        fanOut.Dispose();

        Assert.True(ended);
        // Ctrl+C can come at any time, even then.
        fanOut.Cancel();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_hundred_thousand_pieces_of_work_run_a_limited_number_at_a_time()
    {
        var (running, most, done) = (0, 0, 0);
        using var fanOut = Create(limit: 32);
        for (var i = 0; i < 100_000; i++)
        {
            while (!fanOut.HasRoom)
            {
                await _changed.WaitAsync(TestContext.Current.CancellationToken);
            }

            fanOut.Start(
                async (_, _) =>
                {
                    var now = Interlocked.Increment(ref running);
                    most = Math.Max(most, now);
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                    Interlocked.Increment(ref done);
                },
                Fail);
        }

        await IdleAsync(fanOut, TestContext.Current.CancellationToken);
        Assert.Equal(100_000, done);
        Assert.InRange(most, 1, 32);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(1, 1)]
    [InlineData(1, 50)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(5, 10_000)]
    [InlineData(256, 1)]
    [InlineData(256, 10_000)]
    public async Task The_feeder_is_woken_whatever_the_limits_are(int limit, int waitingLimit)
    {
        const int All = 20_000;
        var (working, mostWorking, waiting, mostWaiting, done) = (0, 0, 0, 0, 0);
        using var fanOut = Create(limit, waitingLimit);
        for (var i = 0; i < All; i++)
        {
            while (!fanOut.HasRoom)
            {
                await _changed.WaitAsync(TestContext.Current.CancellationToken);
            }

            var number = i;
            fanOut.Start(
                async (place, _) =>
                {
                    Max(ref mostWorking, Interlocked.Increment(ref working));
                    if (number % 3 != 0)
                    {
                        await Task.Yield();
                    }

                    Interlocked.Decrement(ref working);
                    if (number % 2 == 0)
                    {
                        Max(ref mostWaiting, Interlocked.Increment(ref waiting));
                        place.Wait();
                        await Task.Yield();
                        Interlocked.Decrement(ref waiting);
                    }

                    Interlocked.Increment(ref done);
                    if (number % 1000 == 7)
                    {
                        throw new InvalidOperationException("a defect");
                    }
                },
                _ => { });
        }

        await IdleAsync(fanOut, TestContext.Current.CancellationToken);
        Assert.Equal(All, done);
        Assert.InRange(mostWorking, 1, limit);
        // Those that work when the limit is reached may have to wait, too.
        Assert.InRange(mostWaiting, 1, waitingLimit + limit);

        static void Max(ref int most, int now)
        {
            int seen;
            while ((seen = Volatile.Read(ref most)) < now && Interlocked.CompareExchange(ref most, now, seen) != seen)
            {
            }
        }
    }

    private static void Fail(Exception fault) => Assert.Fail(fault.ToString());

    private FanOut Create(int limit, int waitingLimit = 100) => new(limit, waitingLimit, () => _changed.Release());

    private async Task IdleAsync(FanOut fanOut, CancellationToken cancellationToken)
    {
        while (!fanOut.IsIdle)
        {
            await _changed.WaitAsync(cancellationToken);
        }
    }
}
