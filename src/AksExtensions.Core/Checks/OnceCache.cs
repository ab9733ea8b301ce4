namespace AksExtensions.Checks;

/// <summary>
/// Reads each value once for all callers that ask at the same time or later. A failure is kept for a minute, so that a thousand clusters do not
/// repeat a refused request, and a command that runs for hours still notices that the cause was fixed.
/// </summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="T">The type of the values.</typeparam>
/// <param name="timeProvider">The clock.</param>
/// <param name="comparer">Compares keys; null means the default comparer.</param>
internal sealed class OnceCache<TKey, T>(TimeProvider timeProvider, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
    where T : class
{
    /// <summary>How long a failure is kept.</summary>
    public static readonly TimeSpan FailureLifetime = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly Dictionary<TKey, Task<Entry>> _entries = new(comparer);

    /// <summary>Returns the value, or the reason why it could not be read.</summary>
    /// <param name="key">The key.</param>
    /// <param name="read">Reads the value; called only for the first caller, with its cancellation token.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public async Task<Reading<T>> GetAsync(TKey key, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<Entry>? entry;
            lock (_gate)
            {
                if (!_entries.TryGetValue(key, out entry) || IsOver(entry))
                {
                    entry = Task.Run(() => ReadAsync(read, cancellationToken), cancellationToken);
                    _entries[key] = entry;
                }
            }

            try
            {
                return (await entry.WaitAsync(cancellationToken)).Reading;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The first caller was canceled, but this one was not.
            }
        }
    }

    private async Task<Entry> ReadAsync(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var reading = await Reading<T>.OfAsync(() => read(cancellationToken));
        return new(reading, timeProvider.GetUtcNow());
    }

    private bool IsOver(Task<Entry> entry) => entry.IsCompleted && (!entry.IsCompletedSuccessfully || IsOver(entry.Result));

    private bool IsOver(Entry entry) => entry.Reading.Failure is not null && timeProvider.GetUtcNow() - entry.ReadAt >= FailureLifetime;

    private sealed record Entry(Reading<T> Reading, DateTimeOffset ReadAt);
}
