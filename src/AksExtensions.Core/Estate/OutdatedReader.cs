using AksExtensions.Arm;
using AksExtensions.Catalogue;

namespace AksExtensions.Estate;

/// <summary>
/// Finds the extensions for which Azure has a newer version on their release train: one request for each region, kind of cluster, type and train,
/// however many clusters there are.
/// </summary>
/// <param name="types">The extension types.</param>
/// <param name="regions">The regions of clusters by ID. About a cluster that is not among them, Azure is asked by the cluster itself.</param>
internal sealed class OutdatedReader(IExtensionTypeClient types, IReadOnlyDictionary<string, string> regions)
{
    private const int AtATime = 8;

    private readonly Dictionary<Question, string?> _newest = [];

    /// <summary>The extensions that are outdated, each with its newest version. Those without an installed version are not.</summary>
    /// <param name="extensions">Some of the extensions; answers are kept for the next ones.</param>
    /// <param name="failed">Called, on any thread, for a type whose versions Azure does not tell: its extensions are left out.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="AksExtensionException"><c>ExtensionTypesUnavailable</c>: Azure tells no versions here.</exception>
    public async Task<IReadOnlyList<ClusterExtension>> SelectAsync(
        IReadOnlyList<ClusterExtension> extensions, Action<string, AksExtensionException> failed, CancellationToken cancellationToken)
    {
        var installed = extensions.Where(extension => !string.IsNullOrEmpty(extension.ExtensionType) && !string.IsNullOrEmpty(extension.CurrentVersion)).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            installed.GroupBy(QuestionOf).Where(group => !_newest.ContainsKey(group.Key)).ToList(),
            options,
            async (group, stop) =>
            {
                var newest = await AskAsync(group.Key, group.First(), failed, stop);
                lock (_newest)
                {
                    _newest[group.Key] = newest;
                }
            });
        var outdated = new List<ClusterExtension>();
        foreach (var extension in installed)
        {
            if (_newest[QuestionOf(extension)] is { } newest && VersionOrder.Compare(extension.CurrentVersion, newest) < 0)
            {
                extension.NewestVersion = newest;
                outdated.Add(extension);
            }
        }

        return outdated;
    }

    private async Task<string?> AskAsync(Question question, ClusterExtension example, Action<string, AksExtensionException> failed, CancellationToken cancellationToken)
    {
        var (scope, kind) = regions.TryGetValue(example.ClusterId, out var region)
            ? (new ExtensionTypeScope(null, example.SubscriptionId, region), example.Reference.Type.Type)
            : (new ExtensionTypeScope(example.Reference), default(ClusterType?));
        var train = string.IsNullOrEmpty(example.ReleaseTrain) ? null : example.ReleaseTrain;
        string? newest = null;
        try
        {
            await foreach (var version in types.ListVersionsAsync(scope, example.ExtensionType!, new(train, ClusterType: kind, Latest: true), cancellationToken))
            {
                newest = newest is null || VersionOrder.Compare(newest, version.Version) < 0 ? version.Version : newest;
            }
        }
        catch (AksExtensionException failure) when (failure.Arm is not null && failure.ErrorId != nameof(Errors.ExtensionTypesUnavailable))
        {
            failed($"{example.ExtensionType} ({region ?? example.Reference.Label})", failure);
        }

        return newest;
    }

    // ARM ignores the case of all of them.
    private Question QuestionOf(ClusterExtension extension) => new(
        (regions.TryGetValue(extension.ClusterId, out var region) ? $"{extension.SubscriptionId} {region} {extension.ClusterType}" : extension.ClusterId).ToUpperInvariant(),
        extension.ExtensionType!.ToUpperInvariant(), extension.ReleaseTrain?.ToUpperInvariant() ?? string.Empty);

    private readonly record struct Question(string Place, string Type, string Train);
}
