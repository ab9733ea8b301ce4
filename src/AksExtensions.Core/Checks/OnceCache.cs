namespace AksExtensions.Checks;

/// <summary>
/// Reads each thing once for all who ask for it at the same time or later. A failure is kept for a minute: a thousand clusters do not each
/// ask again what was refused a moment ago, and a command that runs for hours sees that the cause was mended.
/// </summary>
/// <typeparam name="TKey">What names a thing.</typeparam>
/// <typeparam name="T">The thing.</typeparam>
/// <param name="timeProvider">The clock.</param>
/// <param name="comparer">Which names are alike; null means those that are equal.</param>
internal sealed class OnceCache<TKey, T>(TimeProvider timeProvider, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
    where T : class
{
    /// <summary>How long a failure is kept.</summary>
    public static readonly TimeSpan FailureLifetime = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly Dictionary<TKey, Task<Entry>> _entries = new(comparer);

    /// <summary>What was read, or why it could not be.</summary>
    /// <param name="key">What names the thing.</param>
    /// <param name="read">Reads it; called only by the first who asks, with the first's token.</param>
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
                // Whoever asked first was stopped; we were not.
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
