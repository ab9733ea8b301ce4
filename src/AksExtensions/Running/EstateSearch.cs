using AksExtensions.Estate;
using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>Returns the results of a query in all subscriptions, page by page.</summary>
internal sealed class EstateSearch(CommandRun run)
{
    /// <summary>Starts the search.</summary>
    /// <typeparam name="T">The type of results.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="send">Requests one page.</param>
    /// <param name="select">Selects what is returned of a page; null returns all of it.</param>
    public void Start<T>(
        EstateQuery query, Func<EstatePageRequest, CancellationToken, Task<EstatePage<T>>> send,
        Func<IReadOnlyList<T>, Work, Task<IReadOnlyList<T>>>? select = null)
        where T : notnull => run.Start(query.Text, async work =>
    {
        var (sink, _, cancellationToken) = work;
        sink.Verbose(query.Text);
        var reader = new EstateReader(run.TimeProvider, new EstateObserver(sink));
        try
        {
            await foreach (var page in reader.ReadAsync(query, send, cancellationToken))
            {
                var items = select is null ? page : await select(page, work);
                // All names of a page are known before its first object is shown.
                await sink.AskAsync(_ => sink.Names.See(items), cancellationToken);
                foreach (var item in items)
                {
                    await sink.WriteObjectAsync(item, cancellationToken);
                }

                // The next page is requested when this one has been consumed, so the first few results cost only one page.
                await sink.AskAsync(_ => true, cancellationToken);
            }
        }
        catch (AksExtensionException failure)
        {
            // A part of the estate must not look like all of it, so the search as a whole fails.
            sink.End(ErrorRecords.Create(failure, query.Text));
        }
    });
}
