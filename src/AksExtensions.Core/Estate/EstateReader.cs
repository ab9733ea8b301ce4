using System.Runtime.CompilerServices;

namespace AksExtensions.Estate;

/// <summary>Reads a query page by page and batch by batch, as slowly as its reader and as Resource Graph's quota ask for.</summary>
/// <param name="timeProvider">The clock of the waits.</param>
/// <param name="observer">Who is told.</param>
public sealed class EstateReader(TimeProvider timeProvider, IEstateObserver observer)
{
    /// <summary>The most subscriptions that one request may name.</summary>
    public const int MaximumSubscriptions = 1000;

    /// <summary>The most rows of a page, 1 to 1000: Resource Graph gives no more.</summary>
    internal int PageSize { get; init; } = 1000;

    /// <summary>The pages of a query. A page is asked for when the reader wants it, and not before.</summary>
    /// <param name="query">The query.</param>
    /// <param name="send">Sends the request for one page.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="AksExtensionException">An answer of Azure.</exception>
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
        foreach (var batch in batches)
        {
            string? skipToken = null;
            var read = new HashSet<string>(StringComparer.Ordinal);
            do
            {
                // The time that the reader took counts.
                await PauseAsync(pause - timeProvider.GetElapsedTime(answeredAt), cancellationToken);
                var page = await send(new(query.Text, batch, skipToken, PageSize), cancellationToken);
                pause = page.Pause ?? TimeSpan.Zero;
                answeredAt = timeProvider.GetTimestamp();
                if (page.SkipToken is not null && !read.Add(page.SkipToken))
                {
                    throw Errors.AnswerInvalid(query.Text, "a page names one that was read already as the next one", arm: null);
                }

                Tell(page);
                yield return page.Items;
                skipToken = page.SkipToken;
            }
            while (skipToken is not null);
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
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

/// <summary>Who is told what a reader of the estate should know, on any thread.</summary>
public interface IEstateObserver
{
    /// <summary>The user's quota is used up, and the next request waits.</summary>
    void OnPaused(TimeSpan pause);

    /// <summary>Azure left rows out, and cannot be asked for them.</summary>
    void OnTruncated();

    /// <summary>The sign-in sees more subscriptions than Azure looks in at once.</summary>
    void OnSubscriptionLimitHit();

    /// <summary>A row is on no cluster of a known kind.</summary>
    void OnUnknown(string id);
}
