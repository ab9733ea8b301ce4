using System.Runtime.CompilerServices;
using AksExtensions.Arm;
using AksExtensions.Fleet;

namespace AksExtensions.Estate;

/// <summary>Reads the results of a query in pages and batches of subscriptions, no faster than the reader and Resource Graph's quota allow.</summary>
/// <param name="timeProvider">The clock for waiting.</param>
/// <param name="observer">Receives events.</param>
public sealed class EstateReader(TimeProvider timeProvider, IEstateObserver observer)
{
    /// <summary>The maximum number of subscriptions in one request.</summary>
    public const int MaximumSubscriptions = 1000;

    // The service may leave pages empty, but never many in a row.
    private const int MostEmptyPages = 20;

    /// <summary>The maximum number of rows of a page, 1 to 1,000, which is the limit of Resource Graph.</summary>
    internal int PageSize { get; init; } = 1000;

    /// <summary>
    /// Whether the next page is requested while the reader works on the one before, which suits a reader that needs all of them. False, the default,
    /// requests a page only when the reader asks for it.
    /// </summary>
    internal bool ReadsAhead { get; init; }

    /// <summary>Reads the pages of a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="send">Sends the request for one page.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="AksExtensionException">A request failed.</exception>
    public async IAsyncEnumerable<IReadOnlyList<T>> ReadAsync<T>(
        EstateQuery query,
        Func<EstatePageRequest, CancellationToken, Task<EstatePage<T>>> send,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(send);
        var batches = query.SubscriptionIds is { } ids ? ids.Chunk(MaximumSubscriptions).ToArray() : new string[]?[] { null };
        var pause = TimeSpan.Zero;
        var answeredAt = timeProvider.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<EstatePage<T>>? ahead = null;
        async Task<EstatePage<T>> AskAsync(string[]? batch, string? skipToken)
        {
            // The time that the reader spent on the page counts as waiting.
            await PauseAsync(pause - timeProvider.GetElapsedTime(answeredAt), stop.Token);
            var page = await send(new(query.Text, batch, skipToken, PageSize), stop.Token);
            pause = page.Pause ?? TimeSpan.Zero;
            answeredAt = timeProvider.GetTimestamp();
            return page;
        }

        try
        {
            foreach (var batch in batches)
            {
                string? skipToken = null;
                var read = new HashSet<string>(StringComparer.Ordinal);
                var emptyPages = 0;
                do
                {
                    var page = await (ahead ?? AskAsync(batch, skipToken));
                    if (page.SkipToken is not null && !read.Add(page.SkipToken))
                    {
                        throw Errors.AnswerInvalid(query.Text, "a page links to a page that was already read", arm: null);
                    }

                    emptyPages = page.Items.Count + page.UnknownIds.Count > 0 ? 0 : emptyPages + 1;
                    if (page.SkipToken is not null && emptyPages >= MostEmptyPages)
                    {
                        throw Errors.AnswerInvalid(query.Text, $"{MostEmptyPages} pages in a row are empty, and still link to another one", arm: null);
                    }

                    Tell(page);
                    skipToken = page.SkipToken;
                    ahead = ReadsAhead && skipToken is not null ? AskAsync(batch, skipToken) : null;
                    yield return page.Items;
                }
                while (skipToken is not null);
            }
        }
        finally
        {
            // A reader that has enough, or failed, leaves no request behind.
            await stop.CancelAsync();
            if (ahead is not null)
            {
                await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        if (pause > ArmBudget.Patience)
        {
            throw Errors.Throttled("Azure Resource Graph", arm: null, ArmPause.Clock(timeProvider, pause));
        }

        if (pause > TimeSpan.Zero)
        {
            observer.OnPaused(pause);
            await Task.Delay(pause, timeProvider, cancellationToken);
        }
    }

    private void Tell<T>(EstatePage<T> page)
    {
        if (page.IsTruncated)
        {
            observer.OnTruncated();
        }

        if (page.IsSubscriptionLimitHit)
        {
            observer.OnSubscriptionLimitHit();
        }

        foreach (var id in page.UnknownIds)
        {
            observer.OnUnknown(id);
        }
    }
}

/// <summary>Receives the events of a search, on any thread.</summary>
public interface IEstateObserver
{
    /// <summary>The user's quota is exhausted, and the next request waits.</summary>
    void OnPaused(TimeSpan pause);

    /// <summary>Azure omitted rows that cannot be read.</summary>
    void OnTruncated();

    /// <summary>The sign-in can see more subscriptions than Azure searches.</summary>
    void OnSubscriptionLimitHit();

    /// <summary>A row belongs to an unknown kind of cluster.</summary>
    void OnUnknown(string id);
}
