using System.Collections.Concurrent;
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

    private readonly ConcurrentDictionary<Question, string?> _newest = [];
    private readonly ConcurrentDictionary<Question, HashSet<string>> _refused = [];

    /// <summary>Asks about extensions. Answers are kept for the next ones.</summary>
    /// <param name="extensions">The extensions, each with a type.</param>
    /// <param name="failed">Called, on any thread and once for a type, a region and a train, when no subscription returns its versions.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="AksExtensionException"><c>ExtensionTypesUnavailable</c>: Azure returns no versions here.</exception>
    public Task ReadAsync(IEnumerable<ClusterExtension> extensions, Action<string, AksExtensionException> failed, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            extensions.GroupBy(QuestionOf).Where(group => !_newest.ContainsKey(group.Key)).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            (group, stop) => AskAsync(group, failed, stop));

    /// <summary>The newest version for an extension; null when Azure was not asked or did not return it.</summary>
    public string? Of(ClusterExtension extension) => string.IsNullOrEmpty(extension.ExtensionType) ? null : _newest.GetValueOrDefault(QuestionOf(extension));

    // The versions of a region are the same for all subscriptions, but not every sign-in may read them in every subscription.
    private async ValueTask AskAsync(
        IGrouping<Question, ClusterExtension> group, Action<string, AksExtensionException> failed, CancellationToken cancellationToken)
    {
        // One task at a time asks a question, so that its set needs no lock.
        var refused = _refused.GetOrAdd(group.Key, _ => new(StringComparer.OrdinalIgnoreCase));
        var isFirst = refused.Count == 0;
        AksExtensionException? failure = null;
        foreach (var example in group.DistinctBy(extension => extension.SubscriptionId, StringComparer.OrdinalIgnoreCase)
            .Where(example => !refused.Contains(example.SubscriptionId)))
        {
            try
            {
                _newest[group.Key] = await AskAsync(example, cancellationToken);
                return;
            }
            catch (AksExtensionException answer) when (answer.Arm is not null && answer.ErrorId != nameof(Errors.ExtensionTypesUnavailable))
            {
                failure = answer;
                refused.Add(example.SubscriptionId);
            }
        }

        if (isFirst && failure is not null)
        {
            var example = group.First();
            failed($"{example.ExtensionType} ({(regions.TryGetValue(example.ClusterId, out var region) ? region : example.Reference.Label)})", failure);
        }
    }

    private async Task<string?> AskAsync(ClusterExtension example, CancellationToken cancellationToken)
    {
        var (scope, kind) = regions.TryGetValue(example.ClusterId, out var region)
            ? (new ExtensionTypeScope(null, example.SubscriptionId, region), example.Reference.Type.Type)
            : (new ExtensionTypeScope(example.Reference), default(ClusterType?));
        var train = string.IsNullOrEmpty(example.ReleaseTrain) ? null : example.ReleaseTrain;
        string? newest = null;
        await foreach (var version in types.ListVersionsAsync(scope, example.ExtensionType!, new(train, ClusterType: kind, Latest: true), cancellationToken))
        {
            newest = newest is null || VersionOrder.Compare(newest, version.Version) < 0 ? version.Version : newest;
        }

        return newest;
    }

    // ARM ignores the case of all of them.
    private Question QuestionOf(ClusterExtension extension) => new(
        (regions.TryGetValue(extension.ClusterId, out var region) ? $"{region} {extension.ClusterType}" : extension.ClusterId).ToUpperInvariant(),
        extension.ExtensionType!.ToUpperInvariant(), extension.ReleaseTrain?.ToUpperInvariant() ?? string.Empty);

    private readonly record struct Question(string Place, string Type, string Train);
}
