using System.Collections.Concurrent;
using System.Globalization;
using AksExtensions.Fleet;

namespace AksExtensions.Pipeline;

/// <summary>Shows the progress of the operations of a command, and records which of them are still running in Azure.</summary>
/// <param name="sink">The connection to PowerShell.</param>
/// <param name="fleet">The bar of all operations, which replaces single bars when there are several.</param>
/// <param name="timeProvider">The clock for elapsed times.</param>
/// <param name="agreeToLose">Asks on the pipeline's thread for confirmation that an update deletes protected settings.</param>
internal sealed class OperationTracker(
    CommandSink sink, FleetProgress fleet, TimeProvider timeProvider, Func<PSCmdlet, ClusterExtension, IReadOnlyList<string>, bool> agreeToLose)
    : ILifecycleObserver, IDisposable
{
    private const int MostNames = 5;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Entry> _open = new(StringComparer.OrdinalIgnoreCase);
    private int _lastActivity;

    // The operation that has its own bar, as long as it is the only one. Its time runs between polls, which can be a minute apart.
    private Entry? _single;
    private ExtensionOperation? _shown;
    private ITimer? _clock;

    public void OnSending(ExtensionReference extension, OperationKind kind) =>
        _open[extension.Id] = new(extension, kind, Interlocked.Increment(ref _lastActivity), Accepted: false);

    public void OnRefused(ExtensionReference extension) => _open.TryRemove(extension.Id, out _);

    public void OnStarted(ExtensionOperation operation)
    {
        var extension = operation.Extension;
        var entry = _open.GetOrAdd(extension.Id, _ => new(extension, operation.Operation, Interlocked.Increment(ref _lastActivity), Accepted: true));
        _open[extension.Id] = entry with { Accepted = true };
        Show(operation);
    }

    public void OnPolled(ExtensionOperation operation) => Show(operation);

    public void OnReadFailed(ExtensionOperation operation, AksExtensionException failure) =>
        sink.Verbose(Messages.StateUnread(operation, failure));

    public void OnEnded(ExtensionOperation operation)
    {
        _open.TryRemove(operation.Extension.Id, out _);
        EndSingle();
    }

    public Task<bool> AgreeToLoseAsync(ClusterExtension extension, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        sink.AskAsync(cmdlet => agreeToLose(cmdlet, extension, keys), cancellationToken);

    /// <summary>Ends the bar's clock. Called when the command ends.</summary>
    public void Dispose() => Interlocked.Exchange(ref _clock, null)?.Dispose();

    /// <summary>Describes the operations that continue in Azure after the command, and how to wait for them; null when there are none.</summary>
    public string? Unfinished()
    {
        var open = _open.Values.OrderBy(entry => entry.Extension.Cluster.Name, StringComparer.OrdinalIgnoreCase).ToList();
        return open switch
        {
            [] => null,
            [var only] => Messages.GoesOn(only.Extension, only.Kind, only.Accepted),
            _ => Messages.GoOn(
                open.Count, open.Count(entry => !entry.Accepted), open.Select(entry => entry.Kind).Distinct().ToList(),
                open.Select(entry => entry.Extension.Name).Distinct(StringComparer.OrdinalIgnoreCase).ToList(),
                open.Take(MostNames).Select(entry => entry.Extension).ToList()),
        };
    }

    private void Show(ExtensionOperation operation)
    {
        if (fleet.IsFleet)
        {
            EndSingle();
            fleet.Refresh();
        }
        else if (_open.TryGetValue(operation.Extension.Id, out var entry))
        {
            Volatile.Write(ref _single, entry);
            Volatile.Write(ref _shown, operation);
            if (Volatile.Read(ref _clock) is null)
            {
                Volatile.Write(ref _clock, timeProvider.CreateTimer(_ => ShowTime(), null, Second, Second));
            }

            ShowTime();
        }
    }

    private void ShowTime()
    {
        if (Volatile.Read(ref _single) is { } entry && Volatile.Read(ref _shown) is { } operation)
        {
            var age = timeProvider.GetUtcNow() - operation.Started;
            sink.Progress(Progress(
                entry, string.Create(CultureInfo.InvariantCulture, $"{operation.Status}, {(long)age.TotalMinutes}:{age.Seconds:00}"), ProgressRecordType.Processing));
        }
    }

    private void EndSingle()
    {
        Dispose();
        if (Interlocked.Exchange(ref _single, null) is { } entry)
        {
            sink.Progress(Progress(entry, " ", ProgressRecordType.Completed));
        }
    }

    private static ProgressRecord Progress(Entry entry, string status, ProgressRecordType type) =>
        new(entry.Activity, $"{entry.Kind} {entry.Extension.Name} on {entry.Extension.Cluster.Name}", status) { RecordType = type };

    private sealed record Entry(ExtensionReference Extension, OperationKind Kind, int Activity, bool Accepted);
}
