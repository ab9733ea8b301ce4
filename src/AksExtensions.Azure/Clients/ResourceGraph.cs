using System.Globalization;
using System.Text.Json;
using AksExtensions.Estate;

namespace AksExtensions.Azure.Clients;

/// <summary>
/// The format of requests to Azure Resource Graph, and of its answers.
/// https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources
/// </summary>
internal static class ResourceGraph
{
    public const string Path = "/providers/Microsoft.ResourceGraph/resources";
    public const string ApiVersion = "2022-10-01";

    // A header is external data. The window of the quota is a few seconds, so a value of more than an hour is ignored.
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>The body of a request, as UTF-8.</summary>
    public static byte[] Body(EstatePageRequest request)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            if (request.SubscriptionIds is { } subscriptions)
            {
                writer.WriteStartArray("subscriptions");
                foreach (var subscription in subscriptions)
                {
                    writer.WriteStringValue(subscription);
                }

                writer.WriteEndArray();
            }

            writer.WriteString("query", request.Query);
            writer.WriteStartObject("options");
            writer.WriteNumber("$top", request.PageSize);
            if (request.SkipToken is { } skipToken)
            {
                writer.WriteString("$skipToken", skipToken);
            }

            writer.WriteString("resultFormat", "objectArray");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>A page.</summary>
    /// <param name="answer">The answer's JSON.</param>
    /// <param name="response">The answer, for its headers.</param>
    /// <param name="map">Creates a model from a row and its cluster.</param>
    public static EstatePage<T> Page<T>(JsonElement answer, Response response, Func<JsonElement, ClusterReference, T> map)
    {
        if (answer.Property("data") is not { ValueKind: JsonValueKind.Array } rows)
        {
            throw ErrorMapper.Invalid(response, Path, "it has no rows");
        }

        var items = new List<T>();
        var unknown = new List<string>();
        foreach (var row in rows.EnumerateArray())
        {
            var id = row.String("id") ?? string.Empty;
            if (FindCluster(id) is { } cluster)
            {
                items.Add(map(row, cluster));
            }
            else
            {
                unknown.Add(id);
            }
        }

        var skipToken = answer.String("$skipToken") is { Length: > 0 } token ? token : null;
        return new()
        {
            Items = items,
            UnknownIds = unknown,
            SkipToken = skipToken,
            // It also does so for a page that is followed by others; then nothing is missing.
            IsTruncated = skipToken is null && answer.Boolean("resultTruncated") == true,
            IsSubscriptionLimitHit = Header(response, "x-ms-tenant-subscription-limit-hit") is { } hit && bool.TryParse(hit, out var isHit) && isHit,
            Pause = Pause(response),
        };
    }

    // The table also has extensions on kinds of clusters that this module does not know. Such a row must not hide the others.
    private static ClusterReference? FindCluster(string id)
    {
        try
        {
            return ClusterReference.Parse(id, out _);
        }
        catch (AksExtensionException)
        {
            return null;
        }
    }

    private static TimeSpan? Pause(Response response) =>
        Header(response, "x-ms-user-quota-remaining") is { } remaining
        && int.TryParse(remaining, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var left) && left <= 0
        && TimeSpan.TryParse(Header(response, "x-ms-user-quota-resets-after"), CultureInfo.InvariantCulture, out var resetsAfter)
            ? TimeSpan.FromTicks(Math.Clamp(resetsAfter.Ticks, 0, LongestPause.Ticks))
            : null;

    private static string? Header(Response response, string name) => response.Headers.TryGetValue(name, out var value) ? value : null;
}
