using AksExtensions.Estate;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class EstateReaderTests : IEstateObserver
{
    private readonly VirtualTime _time = new();
    private readonly List<EstatePageRequest> _requests = [];
    private readonly List<string> _told = [];

    [Fact]
    public async Task Without_subscriptions_one_request_names_none()
    {
        Assert.Equal([1, 2], await ReadAsync(EstateQuery.For(new ClusterFilter()), _ => Page([1, 2])));

        var request = Assert.Single(_requests);
        Assert.Null(request.SubscriptionIds);
        Assert.Null(request.SkipToken);
        Assert.Equal(1000, request.PageSize);
    }

    [Fact]
    public async Task Pages_are_asked_for_with_the_token_of_the_one_before()
    {
        var read = await ReadAsync(EstateQuery.For(new ClusterFilter()), request => request.SkipToken switch
        {
            null => Page([1, 2], "a"),
            "a" => Page([], "b"),
            _ => Page([3]),
        });

        Assert.Equal([1, 2, 3], read);
        Assert.Equal([null, "a", "b"], _requests.Select(request => request.SkipToken));
    }

    [Theory]
    [InlineData(19, true)]
    [InlineData(20, false)]
    public async Task Twenty_empty_pages_in_a_row_that_link_to_another_are_no_answer(int count, bool isRead)
    {
        Task<List<int>> Read() => ReadAsync(
            EstateQuery.For(new ClusterFilter()), _ => _requests.Count <= count ? Page([], $"{_requests.Count}") : Page([1]));

        if (isRead)
        {
            Assert.Equal([1], await Read());
        }
        else
        {
            var failure = await Assert.ThrowsAsync<AksExtensionException>(Read);
            Assert.Equal(nameof(Errors.AnswerInvalid), failure.ErrorId);
            Assert.Contains("20 pages in a row are empty", failure.Message, StringComparison.Ordinal);
            Assert.Equal(20, _requests.Count);
        }
    }

    [Fact]
    public async Task Empty_pages_are_counted_from_the_last_one_with_items()
    {
        var read = await ReadAsync(
            EstateQuery.For(new ClusterFilter()),
            _ => _requests.Count == 40 ? Page([2]) : Page(_requests.Count % 15 == 0 ? [1] : [], $"{_requests.Count}"));

        Assert.Equal([1, 1, 2], read);
    }

    [Fact]
    public async Task A_page_is_not_asked_for_before_the_one_before_it_was_taken()
    {
        var pages = Reader().ReadAsync(EstateQuery.For(new ClusterFilter()), Send(_ => Page([1], Guid.NewGuid().ToString())), TestContext.Current.CancellationToken);
        await using var reading = pages.GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await reading.MoveNextAsync());
        Assert.Single(_requests);
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal(2, _requests.Count);
    }

    [Fact]
    public async Task A_reader_that_reads_ahead_asks_for_the_next_page_while_it_works_on_one_and_for_each_page_once()
    {
        var ahead = new List<int>();
        var reader = new EstateReader(_time, this) { ReadsAhead = true };
        var pages = reader.ReadAsync(
            EstateQuery.For(new ClusterFilter()), Send(_ => Page([_requests.Count], _requests.Count < 3 ? $"{_requests.Count}" : null)), TestContext.Current.CancellationToken);

        await foreach (var page in pages)
        {
            ahead.Add(_requests.Count - page[0]);
        }

        Assert.Equal([1, 1, 0], ahead);
        Assert.Equal([null, "1", "2"], _requests.Select(request => request.SkipToken));
    }

    [Fact]
    public async Task A_reader_that_reads_ahead_and_has_enough_stops_the_request_that_is_under_way()
    {
        var stopped = new TaskCompletionSource();
        async Task<EstatePage<int>> SendAsync(EstatePageRequest request, CancellationToken cancellationToken)
        {
            if (request.SkipToken is null)
            {
                return Page([1], "next");
            }

            await using var registration = cancellationToken.Register(stopped.SetResult);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return Page([2]);
        }

        var pages = new EstateReader(_time, this) { ReadsAhead = true }.ReadAsync<int>(
            EstateQuery.For(new ClusterFilter()), SendAsync, TestContext.Current.CancellationToken);
        await foreach (var page in pages)
        {
            Assert.Equal([1], page);
            break;
        }

        Assert.True(stopped.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_reader_that_reads_ahead_waits_for_a_quota_that_is_used_up_too()
    {
        var pages = new EstateReader(_time, this) { ReadsAhead = true }.ReadAsync(
            EstateQuery.For(new ClusterFilter()),
            Send(_ => Page([1], _requests.Count < 3 ? $"{_requests.Count}" : null) with { Pause = TimeSpan.FromSeconds(5) }), TestContext.Current.CancellationToken);

        Assert.Equal(3, await pages.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal([TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)], _time.Waits);
    }

    [Fact]
    public async Task Subscriptions_go_in_batches_of_a_thousand_each_with_its_own_pages()
    {
        var ids = Subscriptions(1500);
        var query = EstateQuery.For(new ClusterFilter { SubscriptionIds = ids });

        var read = await ReadAsync(query, request => request switch
        {
            { SubscriptionIds.Count: 1000, SkipToken: null } => Page([1], "next"),
            { SubscriptionIds.Count: 1000 } => Page([2]),
            { SubscriptionIds.Count: 500, SkipToken: null } => Page([3]),
            _ => throw new InvalidOperationException("An unexpected batch."),
        });

        Assert.Equal([1, 2, 3], read);
        Assert.Equal(ids, _requests.Where(request => request.SkipToken is null).SelectMany(request => request.SubscriptionIds!));
        Assert.Equal(_requests[0].SubscriptionIds, _requests[1].SubscriptionIds);
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_waited_for_before_the_next_request_and_not_after_the_last()
    {
        var query = EstateQuery.For(new ClusterFilter { SubscriptionIds = Subscriptions(2500) });
        var answers = new Queue<TimeSpan?>([TimeSpan.FromSeconds(5), null, TimeSpan.FromSeconds(3)]);

        await ReadAsync(query, _ => Page([1]) with { Pause = answers.Dequeue() });

        Assert.Equal([TimeSpan.FromSeconds(5)], _time.Waits);
        Assert.Equal(["paused 5"], _told);
    }

    [Fact]
    public async Task Setting_the_system_clock_back_prolongs_no_pause()
    {
        var clock = new MovableClock(_time);
        var query = EstateQuery.For(new ClusterFilter { SubscriptionIds = Subscriptions(2000) });
        var pages = new EstateReader(clock, this).ReadAsync(
            query, Send(_ => Page([1]) with { Pause = TimeSpan.FromSeconds(5) }), TestContext.Current.CancellationToken);
        await using var reading = pages.GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await reading.MoveNextAsync());
        clock.Offset = TimeSpan.FromHours(-1);
        Assert.True(await reading.MoveNextAsync());

        Assert.Equal([TimeSpan.FromSeconds(5)], _time.Waits);
    }

    [Fact]
    public async Task An_empty_list_of_subscriptions_filters_nothing()
    {
        Assert.Equal([1], await ReadAsync(EstateQuery.For(new ClusterFilter { SubscriptionIds = [] }), _ => Page([1])));

        Assert.Null(Assert.Single(_requests).SubscriptionIds);
    }

    [Fact]
    public async Task What_the_reader_spent_on_a_page_counts_as_waiting()
    {
        var query = EstateQuery.For(new ClusterFilter { SubscriptionIds = Subscriptions(3000) });
        var spent = new Queue<int>([2, 60, 0]);

        await foreach (var page in Reader().ReadAsync(query, Send(_ => Page([1]) with { Pause = TimeSpan.FromSeconds(5) }), TestContext.Current.CancellationToken))
        {
            _time.Advance(TimeSpan.FromSeconds(spent.Dequeue()));
        }

        Assert.Equal([TimeSpan.FromSeconds(3)], _time.Waits);
    }

    [Fact]
    public async Task What_is_missing_is_reported()
    {
        await ReadAsync(EstateQuery.For(new ClusterFilter()), _ => Page([1]) with
        {
            IsTruncated = true, IsSubscriptionLimitHit = true, UnknownIds = ["/x", "/y"],
        });

        Assert.Equal(["truncated", "subscription limit", "unknown /x", "unknown /y"], _told);
    }

    [Fact]
    public async Task A_page_that_names_itself_as_the_next_one_ends_the_search()
    {
        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => ReadAsync(EstateQuery.For(new ClusterFilter()), _ => Page([1], "again")));

        Assert.Equal(nameof(Errors.AnswerInvalid), failure.ErrorId);
        Assert.Equal(2, _requests.Count);
    }

    [Fact]
    public async Task Pages_that_name_each_other_end_the_search()
    {
        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => ReadAsync(EstateQuery.For(new ClusterFilter()), _ => Page([1], _requests.Count % 2 == 0 ? "ping" : "pong")));

        Assert.Equal(nameof(Errors.AnswerInvalid), failure.ErrorId);
        Assert.Equal(3, _requests.Count);
    }

    [Fact]
    public async Task A_stop_ends_the_pause()
    {
        using var stop = new CancellationTokenSource();
        var query = EstateQuery.For(new ClusterFilter { SubscriptionIds = Subscriptions(1001) });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var page in new EstateReader(TimeProvider.System, this).ReadAsync(
                query, Send(_ => Page([1]) with { Pause = TimeSpan.FromMinutes(15) }), stop.Token))
            {
                await stop.CancelAsync();
            }
        });

        Assert.Single(_requests);
    }

    [Fact]
    public async Task A_pause_that_is_longer_than_the_patience_is_an_error_that_says_until_when()
    {
        var query = EstateQuery.For(new ClusterFilter { SubscriptionIds = Subscriptions(1001) });
        var time = new VirtualTime();
        var until = Arm.ArmPause.Clock(time, TimeSpan.FromHours(1));

        var failure = await Assert.ThrowsAsync<AksExtensionException>(async () =>
            await new EstateReader(time, this).ReadAsync(
                query, Send(_ => Page([1]) with { Pause = TimeSpan.FromHours(1) }), TestContext.Current.CancellationToken)
                .CountAsync(TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.Throttled), failure.ErrorId);
        Assert.Contains($"until {until}", failure.Message, StringComparison.Ordinal);
        Assert.Single(_requests);
        Assert.Equal(TimeSpan.Zero, time.Waited);
    }

    void IEstateObserver.OnPaused(TimeSpan pause) => _told.Add($"paused {pause.TotalSeconds}");

    void IEstateObserver.OnTruncated() => _told.Add("truncated");

    void IEstateObserver.OnSubscriptionLimitHit() => _told.Add("subscription limit");

    void IEstateObserver.OnUnknown(string id) => _told.Add($"unknown {id}");

    private static EstatePage<int> Page(int[] items, string? skipToken = null) => new() { Items = items, SkipToken = skipToken };

    private static string[] Subscriptions(int count) =>
        [.. Enumerable.Range(1, count).Select(number => $"00000000-0000-0000-0000-{number:x12}")];

    private EstateReader Reader() => new(_time, this);

    private Func<EstatePageRequest, CancellationToken, Task<EstatePage<int>>> Send(Func<EstatePageRequest, EstatePage<int>> answer) =>
        async (request, _) =>
        {
            _requests.Add(request);
            await Task.Yield();
            return answer(request);
        };

    private async Task<List<int>> ReadAsync(EstateQuery query, Func<EstatePageRequest, EstatePage<int>> answer)
    {
        var read = new List<int>();
        await foreach (var page in Reader().ReadAsync(query, Send(answer), TestContext.Current.CancellationToken))
        {
            read.AddRange(page);
        }

        return read;
    }

    // The system clock can be set; elapsed time cannot.
    private sealed class MovableClock(TimeProvider time) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Offset;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }
}
