using System.Collections.Concurrent;
using System.Globalization;
using System.Management.Automation;
using AksExtensions.Fleet;

namespace AksExtensions.Pipeline;

/// <summary>Shows what the operations of a command do, and remembers which of them still go on in Azure.</summary>
/// <param name="sink">The way to PowerShell.</param>
/// <param name="fleet">The bar of all operations, which takes the place of single ones when there are several.</param>
/// <param name="timeProvider">The clock of the times that are shown.</param>
/// <param name="agreeToLose">Asks, on the pipeline's thread, whether an update may delete protected settings.</param>
internal sealed class OperationTracker(
    CommandSink sink, FleetProgress fleet, TimeProvider timeProvider, Func<PSCmdlet, ClusterExtension, IReadOnlyList<string>, bool> agreeToLose) : ILifecycleObserver
{
    private const int MostLines = 10;

    private readonly ConcurrentDictionary<string, Entry> _open = new(StringComparer.OrdinalIgnoreCase);
    private int _lastActivity;

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
        if (_open.TryRemove(operation.Extension.Id, out var entry) && (!fleet.IsFleet || entry.Activity == 1))
        {
            sink.Progress(Progress(entry, operation, ProgressRecordType.Completed));
        }
    }

    public Task<bool> AgreeToLoseAsync(ClusterExtension extension, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        sink.AskAsync(cmdlet => agreeToLose(cmdlet, extension, keys), cancellationToken);

    /// <summary>
    /// What goes on in Azure though the command has ended, with the way to wait again: a line each, and after ten of them one for all.
    /// </summary>
    public IEnumerable<string> Unfinished()
    {
        var open = _open.Values.OrderBy(entry => entry.Activity).ToList();
        foreach (var entry in open.Take(MostLines))
        {
            yield return Messages.GoesOn(entry.Extension, entry.Kind, entry.Accepted);
        }

        if (open.Count > MostLines)
        {
            var names = open.Select(entry => entry.Extension.Name).Distinct(StringComparer.OrdinalIgnoreCase).Take(2).ToList();
            yield return Messages.MoreGoOn(open.Count - MostLines, names is [var only] ? only : null);
        }
    }

    private void Show(ExtensionOperation operation)
    {
        if (fleet.IsFleet)
        {
            fleet.Refresh();
        }
        else if (_open.TryGetValue(operation.Extension.Id, out var entry))
        {
            sink.Progress(Progress(entry, operation, ProgressRecordType.Processing));
        }
    }

    private ProgressRecord Progress(Entry entry, ExtensionOperation operation, ProgressRecordType type)
    {
        var age = timeProvider.GetUtcNow() - operation.StartedAt;
        return new(
            entry.Activity,
            $"{operation.Kind} {entry.Extension.Name} on {entry.Extension.Cluster.Name}",
            string.Create(CultureInfo.InvariantCulture, $"{operation.Status}, {(long)age.TotalMinutes}:{age.Seconds:00}"))
        { RecordType = type };
    }

    private sealed record Entry(ExtensionReference Extension, OperationKind Kind, int Activity, bool Accepted);
}
