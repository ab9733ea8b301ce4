using System.Collections.Concurrent;
using AksExtensions.Pipeline;
using AksExtensions.Pods;

namespace AksExtensions.Running;

/// <summary>Reads the pods of extensions for a command. What may not be read is said once for each reason, however many clusters have it.</summary>
/// <param name="run">The command's run.</param>
/// <param name="mayRunCommand">Whether AKS Run Command may be used, which starts a pod.</param>
internal sealed class PodReading(CommandRun run, bool mayRunCommand)
{
    private readonly ConcurrentDictionary<string, bool> _said = new(StringComparer.Ordinal);

    /// <summary>Reads the pods of extensions of one cluster into the extensions.</summary>
    public async Task ReadAsync(ClusterReference cluster, IReadOnlyList<ClusterExtension> extensions, Work work)
    {
        var reader = new PodReader(run.Service, run.TimeProvider, run.Session.Connection.Budget, mayRunCommand);
        await reader.ReadAsync(cluster, extensions, work.CancellationToken, work.Place.Wait);
        foreach (var note in extensions.Select(extension => extension.PodsNote).OfType<string>().Where(note => _said.TryAdd(note, true)))
        {
            work.Sink.Warn(Messages.PodsUnread(cluster, note));
        }
    }

    /// <summary>Runs work on an extension. When its operation fails, the error gets the pods of the extension.</summary>
    public async Task ExplainAsync(Func<Work, Task> work, Work given)
    {
        try
        {
            await work(given);
        }
        catch (AksExtensionException failure) when (failure is { ErrorId: nameof(Errors.OperationFailed), Target: { } target })
        {
            throw await ExplainAsync(failure, target, given);
        }
    }

    private async Task<AksExtensionException> ExplainAsync(AksExtensionException failure, string target, Work work)
    {
        try
        {
            var cluster = ClusterReference.Parse(target, out var name);
            var extension = await run.Service.Extensions.GetAsync(new(cluster, name!), work.CancellationToken);
            await ReadAsync(cluster, [extension], work);
            return Errors.WithPods(failure, extension);
        }
        catch (AksExtensionException)
        {
            // Without the extension, its failure is all that is known.
            return failure;
        }
    }
}
