namespace AksExtensions.Completion;

/// <summary>
/// Azure's answers to a session's completion requests. Answers and failures are kept for a while, so that pressing Tab again does not repeat a
/// request. An answer that is late for one Tab is used by the next. Nothing throws: the result of a failed request is null.
/// </summary>
/// <param name="timeProvider">The clock.</param>
internal sealed class AnswerCache(TimeProvider timeProvider) : IDisposable
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan AnswerLifetime = TimeSpan.FromMinutes(5);

    /// <summary>How long a failure is kept.</summary>
    public static readonly TimeSpan FailureLifetime = TimeSpan.FromMinutes(1);

    /// <summary>How long a request can run after nobody waits for it.</summary>
    public static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(20);

    private readonly object _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource _end = new();

    /// <summary>Returns the answer to a question: from the cache, from the request that is already running, or from a new request.</summary>
    /// <typeparam name="T">The type of the answer, always the same for one question.</typeparam>
    /// <param name="question">The question, which is the key of the cache. Case is ignored.</param>
    /// <param name="ask">Sends the request; called on another thread.</param>
    /// <returns>The answer; null when the request failed, or when a Tab has already waited for it in vain and it is still running.</returns>
    public Task<T?> AskAsync<T>(string question, Func<CancellationToken, Task<T>> ask)
        where T : class
    {
        lock (_gate)
        {
            var now = timeProvider.GetUtcNow();
            if (_entries.TryGetValue(question, out var entry) && entry.Until > now)
            {
                return entry is { IsLate: true, Answer.IsCompleted: false } ? Task.FromResult<T?>(null) : (Task<T?>)entry.Answer;
            }

            foreach (var (old, _) in _entries.Where(other => other.Value.Until <= now).ToList())
            {
                _entries.Remove(old);
            }

            var started = new Entry();
            var answer = Task.Run(() => RunAsync(started, ask), CancellationToken.None);
            started.Answer = answer;
            _entries[question] = started;
            return answer;
        }
    }

    /// <summary>Marks all running requests as late, so that the next Tab does not wait for them.</summary>
    public void StopWaiting()
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values)
            {
                entry.IsLate = true;
            }
        }
    }

    /// <summary>Cancels all running requests.</summary>
    public void Dispose() => _end.Cancel();

    private async Task<T?> RunAsync<T>(Entry entry, Func<CancellationToken, Task<T>> ask)
        where T : class
    {
        T? answer = null;
        try
        {
            using var limit = new CancellationTokenSource(RequestLimit, timeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _end.Token);
            answer = await ask(either.Token);
        }
#pragma warning disable CA1031 // Completion must never fail, whatever happens; the command itself reports the error.
        catch (Exception)
#pragma warning restore CA1031
        {
        }

        lock (_gate)
        {
            entry.Until = timeProvider.GetUtcNow() + (answer is null ? FailureLifetime : AnswerLifetime);
        }

        return answer;
    }

    private sealed class Entry
    {
        public Task Answer { get; set; } = Task.CompletedTask;

        /// <summary>When the answer expires; never while the request is running.</summary>
        public DateTimeOffset Until { get; set; } = DateTimeOffset.MaxValue;

        public bool IsLate { get; set; }
    }
}
