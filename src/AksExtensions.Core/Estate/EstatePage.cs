namespace AksExtensions.Estate;

/// <summary>A request for one page of Azure Resource Graph (POST /providers/Microsoft.ResourceGraph/resources).</summary>
/// <param name="Query">The query.</param>
/// <param name="SubscriptionIds">At most <see cref="EstateReader.MaximumSubscriptions"/> subscriptions; null means all that the sign-in sees.</param>
/// <param name="SkipToken">Where the page begins, as the page before it said; null means at the start.</param>
/// <param name="PageSize">The most rows of a page, 1 to 1000.</param>
public sealed record EstatePageRequest(string Query, IReadOnlyList<string>? SubscriptionIds, string? SkipToken = null, int PageSize = 1000);

/// <summary>One page of an answer.</summary>
/// <typeparam name="T">What the rows are.</typeparam>
public sealed record EstatePage<T>
{
    /// <summary>What the page holds.</summary>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>Where the next page begins; null when this is the last one.</summary>
    public string? SkipToken { get; init; }

    /// <summary>Whether rows are missing that no further page has.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Whether the sign-in sees more subscriptions than a query without subscriptions looks in: 10,000.</summary>
    public bool IsSubscriptionLimitHit { get; init; }

    /// <summary>The ids of rows that are on no cluster of a known kind, and therefore not in <see cref="Items"/>.</summary>
    public IReadOnlyList<string> UnknownIds { get; init; } = [];

    /// <summary>How long to wait before the next request, because the user's quota is used up; null when it is not.</summary>
    public TimeSpan? Pause { get; init; }
}
