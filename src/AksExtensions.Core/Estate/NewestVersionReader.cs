using AksExtensions.Arm;
using AksExtensions.Catalogue;

namespace AksExtensions.Estate;

/// <summary>
/// Asks Azure for the newest version of extensions on their release trains: one request for each region, kind of cluster, type and train, however
/// many clusters there are.
/// </summary>
/// <param name="types">The extension types.</param>
/// <param name="regions">The regions of clusters by ID. About a cluster that is not among them, Azure is asked by the cluster itself.</param>
internal sealed class NewestVersionReader(IExtensionTypeClient types, IReadOnlyDictionary<string, string> regions)
{
    private const int AtATime = 8;

    private readonly Dictionary<Question, string?> _newest = [];

    /// <summary>Asks about extensions. Answers are kept for the next ones.</summary>
    /// <param name="extensions">The extensions, each with a type.</param>
    /// <param name="failed">Called, on any thread, for a type whose versions Azure does not return.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="AksExtensionException"><c>ExtensionTypesUnavailable</c>: Azure returns no versions here.</exception>
    public Task ReadAsync(IEnumerable<ClusterExtension> extensions, Action<string, AksExtensionException> failed, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            extensions.GroupBy(QuestionOf).Where(group => !_newest.ContainsKey(group.Key)).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (group, stop) =>
            {
                var newest = await AskAsync(group.First(), failed, stop);
                lock (_newest)
                {
                    _newest[group.Key] = newest;
                }
            });

    /// <summary>The newest version for an extension; null when Azure was not asked or did not return it.</summary>
    public string? Of(ClusterExtension extension) => string.IsNullOrEmpty(extension.ExtensionType) ? null : _newest.GetValueOrDefault(QuestionOf(extension));

    private async Task<string?> AskAsync(ClusterExtension example, Action<string, AksExtensionException> failed, CancellationToken cancellationToken)
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
