using AksExtensions.Estate;
using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>Keeps, of the extensions that a search finds, those with a newer version on their release train.</summary>
/// <param name="run">The command's run.</param>
/// <param name="clusters">The clusters of the search, whose regions decide which versions Azure has.</param>
internal sealed class OutdatedSearch(CommandRun run, ClusterFilter clusters)
{
    private OutdatedReader? _reader;

    /// <summary>The outdated ones of a page.</summary>
    public async Task<IReadOnlyList<ClusterExtension>> SelectAsync(IReadOnlyList<ClusterExtension> page, Work work)
    {
        if (page.Count == 0)
        {
            return page;
        }

        _reader ??= new(run.Service.ExtensionTypes, await ReadRegionsAsync(work));
        return await _reader.SelectAsync(page, (type, failure) => work.Sink.Warn(Messages.NewestUnknown(type, failure)), work.CancellationToken);
    }

    private async Task<Dictionary<string, string>> ReadRegionsAsync(Work work)
    {
        var regions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var reader = new EstateReader(run.TimeProvider, new EstateObserver(work.Sink)) { ReadsAhead = true };
        await foreach (var page in reader.ReadAsync(EstateQuery.For(clusters), run.Service.Estate.FindClustersAsync, work.CancellationToken))
        {
            foreach (var cluster in page.Where(cluster => !string.IsNullOrEmpty(cluster.Location)))
            {
                regions[cluster.Id] = cluster.Location!;
            }
        }

        return regions;
    }
}
