using AksExtensions.Fleet;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>Makes each attempt wait for its turn in ARM's budget, and reports the headers of the answer to the budget.</summary>
internal sealed class PacingPolicy(ArmBudget budget, TimeProvider timeProvider) : HttpPipelinePolicy
{
    /// <summary>Why a request waits after a 429.</summary>
    public const string Throttling = "Azure is limiting the requests of this subscription";

    private const string SubscriptionsSegment = "/subscriptions/";

    // The pause of a subscription when the refusal has no Retry-After, or asks for an immediate retry.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("This module sends asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (Subscription(message) is not { } subscription)
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }

        var (kind, requests) = message.Request.Method.Method switch
        {
            "GET" or "HEAD" => (RequestKind.Read, "reads"),
            "DELETE" => (RequestKind.Delete, "deletes"),
            _ => (RequestKind.Write, "writes"),
        };
        var request = await budget.AcquireAsync(
            subscription, kind, message.CancellationToken, message.Request.Uri.Path,
            pause => CommandScope.Of(message)?.Pausing(subscription, pause, Throttling, timeProvider));
        int? remaining = null, shared = null;
        TimeSpan? pause = null;
        try
        {
            await ProcessNextAsync(message, pipeline);
            var response = message.Response;
            remaining = AnswerHeaders.Remaining(response, requests);
            shared = AnswerHeaders.Remaining(response, "global-" + requests);
            pause = response.Status != 429 ? null
                : AnswerHeaders.RetryAfter(response, timeProvider) is { } asked && asked > TimeSpan.Zero ? asked
                : ShortestPause;
        }
        finally
        {
            budget.Report(subscription, kind, request, remaining, pause, shared);
        }
    }

    /// <summary>Whether a message belongs to a subscription with a budget. Queries of the estate and the list of subscriptions do not.</summary>
    public static bool Counts(HttpMessage message) => Subscription(message) is not null;

    // The subscription in the path of an address (https://host/subscriptions/{id}/...); null when there is none.
    private static string? Subscription(HttpMessage message)
    {
        var address = message.Request.Uri.ToUri().AbsoluteUri;
        var rest = address.AsSpan(address.IndexOf("//", StringComparison.Ordinal) + 2);
        rest = rest[Math.Max(0, rest.IndexOf('/'))..];
        if (!rest.StartsWith(SubscriptionsSegment, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        rest = rest[SubscriptionsSegment.Length..];
        var end = rest.IndexOfAny('/', '?');
        return (end < 0 ? rest : rest[..end]).ToString();
    }
}
