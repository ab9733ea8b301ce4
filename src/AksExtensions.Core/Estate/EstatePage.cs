namespace AksExtensions.Estate;

/// <summary>A request for one page of Azure Resource Graph (POST /providers/Microsoft.ResourceGraph/resources).</summary>
/// <param name="Query">The query.</param>
/// <param name="SubscriptionIds">Up to <see cref="EstateReader.MaximumSubscriptions"/> subscriptions; null means all that the sign-in can see.</param>
/// <param name="SkipToken">The position of the page, from the previous page; null means the first page.</param>
/// <param name="PageSize">The maximum number of rows, 1 to 1,000.</param>
public sealed record EstatePageRequest(string Query, IReadOnlyList<string>? SubscriptionIds, string? SkipToken = null, int PageSize = 1000);

/// <summary>One page of results.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
public sealed record EstatePage<T>
{
    /// <summary>The rows of the page.</summary>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>The position of the next page; null when this is the last page.</summary>
    public string? SkipToken { get; init; }

    /// <summary>Whether Azure omitted rows that no later page contains.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Whether the sign-in can see more subscriptions than a query without subscriptions searches, which is 10,000.</summary>
    public bool IsSubscriptionLimitHit { get; init; }

    /// <summary>The IDs of rows that belong to an unknown kind of cluster, and are not in <see cref="Items"/>.</summary>
    public IReadOnlyList<string> UnknownIds { get; init; } = [];

    /// <summary>How long to wait before the next request, because the user's quota is exhausted; null when it is not.</summary>
    public TimeSpan? Pause { get; init; }
}
