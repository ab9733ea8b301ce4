using System.Globalization;
using System.Text.Json;
using AksExtensions.Estate;

namespace AksExtensions.Azure.Clients;

/// <summary>
/// What a request to Azure Resource Graph looks like, and its answer.
/// https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources
/// </summary>
internal static class ResourceGraph
{
    public const string Path = "/providers/Microsoft.ResourceGraph/resources";
    public const string ApiVersion = "2022-10-01";

    // A header is data from outside: the window of the quota is seconds, and more than an hour is not believed.
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
    /// <param name="map">Makes a model of a row and the cluster that it is, or is on.</param>
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
            // It also says so of a page that others follow, and then nothing is missing.
            IsTruncated = skipToken is null && answer.Boolean("resultTruncated") == true,
            IsSubscriptionLimitHit = Header(response, "x-ms-tenant-subscription-limit-hit") is { } hit && bool.TryParse(hit, out var isHit) && isHit,
            Pause = Pause(response),
        };
    }

    // The table also has extensions of what this module does not know as a cluster: one such row must not hide the others.
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
