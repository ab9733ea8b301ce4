using AksExtensions.Arm;
using AksExtensions.Connection;
using AksExtensions.Estate;

namespace AksExtensions.Parameters.Completion;

/// <summary>Reads from Azure what completers suggest, through the session's cache. Results are empty or null when Azure does not answer.</summary>
/// <param name="session">The session.</param>
internal sealed class AzureKnowledge(AksSession session)
{
    private IArmService Service => session.QuietService;

    /// <summary>The subscriptions that the caller can see.</summary>
    public async Task<IReadOnlyList<SubscriptionInfo>> SubscriptionsAsync() =>
        await session.Answers.AskAsync("subscriptions", stop => ListAsync(Service.Subscriptions.ListAsync(stop), stop)) ?? [];

    /// <summary>The cluster of a line, with its subscription; null when the line has none.</summary>
    public async Task<ClusterReference?> ClusterAsync(CommandLine line)
    {
        if (line.Cluster is not { } target)
        {
            return null;
        }

        var subscription = await SubscriptionAsync(line);
        return target.Resolve(new(
            given => ClusterReference.IsGuid(given) ? given! : subscription ?? throw Errors.SubscriptionRequired([]), line.Name("ResourceGroupName"),
            line.ClusterType, line.Text("ClusterResourceProvider")));
    }

    /// <summary>The subscriptions that the command will search: those of the line, otherwise the default subscription.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isEstate">Whether the command searches all subscriptions by default.</param>
    /// <returns>The subscriptions; null means all.</returns>
    public async Task<IReadOnlyList<string>?> SubscriptionsAsync(CommandLine line, bool isEstate) =>
        line.SubscriptionIds ?? (isEstate ? null : await DefaultSubscriptionAsync() is { } only ? [only] : null);

    /// <summary>Finds clusters, up to 1,000.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="narrow">Narrows the filter when more than 1,000 fit it.</param>
    public Task<IReadOnlyList<AksCluster>> ClustersAsync(ClusterFilter filter, Func<ClusterFilter, ClusterFilter> narrow) =>
        FindAsync(filter, narrow, EstateQuery.For, Service.Estate.FindClustersAsync);

    /// <summary>Finds extensions in all subscriptions, up to 1,000.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="narrow">Narrows the filter when more than 1,000 fit it.</param>
    public Task<IReadOnlyList<ClusterExtension>> ExtensionsAsync(ExtensionFilter filter, Func<ExtensionFilter, ExtensionFilter> narrow) =>
        FindAsync(filter, narrow, EstateQuery.For, Service.Estate.FindExtensionsAsync);

    /// <summary>The extensions of the line's cluster.</summary>
    public async Task<IReadOnlyList<ClusterExtension>> ExtensionsAsync(CommandLine line) =>
        await ClusterAsync(line) is { } cluster
            ? await session.Answers.AskAsync($"extensions of {cluster.Id}", stop => ListAsync(Service.Extensions.ListAsync(cluster, stop), stop)) ?? []
            : [];

    /// <summary>The types that can be installed on the line's cluster, or in its region.</summary>
    public async Task<IReadOnlyList<ExtensionTypeInfo>> TypesAsync(CommandLine line) =>
        await ScopeAsync(line) is { } scope
            ? await session.Answers.AskAsync(
                $"types of {scope}", stop => ListAsync(Service.ExtensionTypes.ListAsync(scope, ExtensionTypeFilter.None, stop), stop)) ?? []
            : [];

    /// <summary>The versions of a type that can be installed on the line's cluster, or in its region.</summary>
    /// <param name="line">The line.</param>
    /// <param name="type">The type.</param>
    /// <param name="train">The release train; null means all.</param>
    public async Task<IReadOnlyList<ExtensionTypeVersionInfo>> VersionsAsync(CommandLine line, string type, string? train)
    {
        if (await ScopeAsync(line) is not { } scope)
        {
            return [];
        }

        var filter = new ExtensionTypeFilter(train, MajorVersion: line.Text("MajorVersion"));
        return await session.Answers.AskAsync(
            $"versions of {type} {filter} {scope}", stop => ListAsync(Service.ExtensionTypes.ListVersionsAsync(scope, type, filter, stop), stop)) ?? [];
    }

    /// <summary>The extension that the line names; null when it names none, or when the cluster has none of that name.</summary>
    public async Task<ClusterExtension?> ExtensionAsync(CommandLine line) => line.ExtensionName is { } name
        ? (await ExtensionsAsync(line)).FirstOrDefault(extension => extension.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        : null;

    /// <summary>The type of extension that a line is about: the one that it names, otherwise the type of the extension that it names; null when neither is known.</summary>
    public async Task<string?> TypeNameAsync(CommandLine line) => line.ExtensionType ?? (await ExtensionAsync(line))?.ExtensionType;

    private static async Task<IReadOnlyList<T>> ListAsync<T>(IAsyncEnumerable<T> items, CancellationToken cancellationToken)
    {
        var list = new List<T>();
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            list.Add(item);
        }

        return list;
    }

    private async Task<IReadOnlyList<TItem>> FindAsync<TFilter, TItem>(
        TFilter filter, Func<TFilter, TFilter> narrow, Func<TFilter, EstateQuery> query,
        Func<EstatePageRequest, CancellationToken, Task<EstatePage<TItem>>> send)
    {
        Task<EstatePage<TItem>?> PageAsync(TFilter which)
        {
            var asked = query(which);
            var request = new EstatePageRequest(asked.Text, asked.SubscriptionIds?.Take(EstateReader.MaximumSubscriptions).ToArray());
            return session.Answers.AskAsync($"{asked.Text} in {string.Join(' ', request.SubscriptionIds ?? [])}", stop => send(request, stop));
        }

        var page = await PageAsync(filter);
        // When there are more than 1,000, the first page may not contain the names that fit the word.
        return (page?.SkipToken is null ? page : await PageAsync(narrow(filter)) ?? page)?.Items ?? [];
    }

    private async Task<ExtensionTypeScope?> ScopeAsync(CommandLine line)
    {
        if (await ClusterAsync(line) is { } cluster)
        {
            return new(cluster);
        }

        var location = line.Text("Location");
        // This command lists the types of a subscription, too; a line with a part of a cluster is not complete yet.
        var isOfSubscription = location is null && line.Source is null && line.Command == "Get-AksClusterExtensionType"
            && line.Text("ResourceGroupName") is null && line.Text("ClusterName") is null && line.Text("Cluster") is null;
        return (location is not null || isOfSubscription) && await SubscriptionAsync(line) is { } subscription
            ? new(null, subscription, location?.Replace(" ", string.Empty, StringComparison.Ordinal))
            : null;
    }

    // Commands accept a subscription's name as well.
    private async Task<string?> SubscriptionAsync(CommandLine line) => line.Subscription is not { } given ? await DefaultSubscriptionAsync()
        : Guid.TryParse(given, out _) ? given
        : (await SubscriptionsAsync()).FirstOrDefault(subscription => given.Equals(subscription.Name, StringComparison.OrdinalIgnoreCase))?.Id;

    private Task<string?> DefaultSubscriptionAsync() => session.Answers.AskAsync(
        "default subscription",
        stop => Task.FromResult(session.DefaultSubscription(
            () => Service.SignInAsync(stop).GetAwaiter().GetResult(),
            () => ListAsync(Service.Subscriptions.ListAsync(stop), stop).GetAwaiter().GetResult())));
}
