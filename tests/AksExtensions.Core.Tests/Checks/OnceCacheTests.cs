using AksExtensions.Checks;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Core.Tests.Checks;

public sealed class OnceCacheTests
{
    private readonly VirtualTime _time = new();
    private int _reads;

    [Fact]
    public async Task All_who_ask_at_once_or_later_share_one_reading()
    {
        var cache = new OnceCache<string, string>(_time, StringComparer.OrdinalIgnoreCase);
        var gate = new TaskCompletionSource<string>();
        Task<string> Read(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _reads);
            return gate.Task;
        }

        var asked = Enumerable.Range(0, 50).Select(index => cache.GetAsync(index % 2 == 0 ? "key" : "KEY", Read, TestContext.Current.CancellationToken)).ToList();
        gate.SetResult("answer");
        var readings = await Task.WhenAll(asked);
        var later = await cache.GetAsync("key", Read, TestContext.Current.CancellationToken);

        Assert.All(readings.Append(later), reading => Assert.Equal("answer", reading.Value));
        Assert.Equal(1, _reads);
        await cache.GetAsync("other", Read, TestContext.Current.CancellationToken);
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task A_failure_is_shared_by_all_and_retried_after_a_minute()
    {
        var cache = new OnceCache<string, string>(_time);
        Task<string> Read(CancellationToken cancellationToken) => Interlocked.Increment(ref _reads) == 1 ? throw CheckSamples.Refused : Task.FromResult("mended");

        Assert.Same(CheckSamples.Refused, (await cache.GetAsync("key", Read, TestContext.Current.CancellationToken)).Failure);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Same(CheckSamples.Refused, (await cache.GetAsync("key", Read, TestContext.Current.CancellationToken)).Failure);
        Assert.Equal(1, _reads);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("mended", (await cache.GetAsync("key", Read, TestContext.Current.CancellationToken)).Value);
    }

    [Fact]
    public async Task Stopping_one_waiter_stops_no_other()
    {
        var cache = new OnceCache<string, string>(_time);
        using var stopped = new CancellationTokenSource();
        var began = new TaskCompletionSource();
        async Task<string> Read(CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _reads) == 1)
            {
                began.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return "answer";
        }

        var first = cache.GetAsync("key", Read, stopped.Token);
        await began.Task;
        var second = cache.GetAsync("key", Read, TestContext.Current.CancellationToken);
        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("answer", (await second).Value);
        Assert.Equal(2, _reads);
    }

    [Fact]
    public async Task A_defect_is_not_hidden()
    {
        var cache = new OnceCache<string, string>(_time);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            cache.GetAsync("key", _ => throw new InvalidOperationException("defect"), TestContext.Current.CancellationToken));
    }
}
