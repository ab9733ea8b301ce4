namespace AksExtensions.Emulator;

/// <summary>The requests that the emulator received, oldest first, so that tests can check what a client sent.</summary>
public sealed class RequestLog
{
    private readonly Lock _lock = new();
    private readonly Queue<RecordedRequest> _requests = new();
    private long _count;

    internal RequestLog()
    {
    }

    /// <summary>Whether requests are kept. Benchmarks turn this off.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The maximum number of requests that are kept; the oldest are discarded first.</summary>
    public int Capacity { get; set; } = 50_000;

    /// <summary>The number of requests that were received since the start or the last <see cref="Clear"/>, kept or not.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The requests that were kept, oldest first.</summary>
    public IReadOnlyList<RecordedRequest> Snapshot()
    {
        lock (_lock)
            return [.. _requests];
    }

    /// <summary>Discards all requests.</summary>
    public void Clear()
    {
        lock (_lock)
            _requests.Clear();
        Interlocked.Exchange(ref _count, 0);
    }

    internal void Add(RecordedRequest request)
    {
        lock (_lock)
        {
            _requests.Enqueue(request);
            while (_requests.Count > Capacity)
                _requests.Dequeue();
        }
    }

    internal void CountOne() => Interlocked.Increment(ref _count);
}
