namespace AksExtensions.Completion;

/// <summary>
/// What completion has learned of Azure in a session. An answer is kept for a while, a failure too, so that no Tab asks in vain again and
/// again; one that comes too late for its Tab is there for the next one. Nothing fails here: what could not be had is null.
/// </summary>
/// <param name="timeProvider">The clock.</param>
internal sealed class AnswerCache(TimeProvider timeProvider) : IDisposable
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan AnswerLifetime = TimeSpan.FromMinutes(5);

    /// <summary>How long a failure is kept.</summary>
    public static readonly TimeSpan FailureLifetime = TimeSpan.FromMinutes(1);

    /// <summary>How long a request may go on when nobody waits for it any more.</summary>
    public static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(20);

    private readonly object _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource _end = new();

    /// <summary>The answer to a question: the one that is kept, the one that is under way, or a new one.</summary>
    /// <typeparam name="T">What the answer is; one question has answers of one type.</typeparam>
    /// <param name="question">The question, ignoring case.</param>
    /// <param name="ask">Asks it; called on a thread of its own.</param>
    /// <returns>The answer; null when it could not be had, or when somebody has waited for it before and it is still not there.</returns>
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

    /// <summary>Says that somebody has waited long enough for everything that is under way: the next one takes what is there.</summary>
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

    /// <summary>Ends what is under way.</summary>
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
#pragma warning disable CA1031 // A Tab must never end in an error, whatever it is; the command itself will tell.
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

        /// <summary>Until when the answer counts; for ever while it is under way.</summary>
        public DateTimeOffset Until { get; set; } = DateTimeOffset.MaxValue;

        public bool IsLate { get; set; }
    }
}
