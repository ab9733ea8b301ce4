using System.Globalization;
using System.Text;
using System.Text.Json;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.ResourceGraph;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>Azure Resource Graph: queries over all subscriptions.</summary>
internal sealed class ResourceGraphEndpoint(EmulatorServices services) : IArmEndpoint
{
    private const int MostRows = 1000;
    private readonly Tables _tables = new(services.State, services.Clock);
    private readonly QueryQuota _quota = new(services.Settings, services.Clock);
    private Snapshot? _snapshot;

    public ArmResponse? Answer(ArmRequest request)
    {
        if (request.Arm is not { Subscription: null, Providers: [{ Parts: [_] } provider] }
            || !provider.IsNamespace("Microsoft.ResourceGraph")
            || !provider.IsAt(0, "resources"))
        {
            return null;
        }

        ApiVersions.Require(request, "resources", "global", ApiVersions.ResourceGraph);
        return request.Method == HttpMethods.Post
            ? _quota.Spend(() => Query(request.JsonObject()))
            : ArmErrors.MethodNotAllowed(request, "POST");
    }

    private ArmResponse Query(JsonElement body)
    {
        if (body.Member("query") is not { ValueKind: JsonValueKind.String } text)
            return ArmResponse.Error(StatusCodes.Status400BadRequest, "BadRequest", "The query is missing.");
        var options = body.Member("options") ?? default;
        var subscriptions = body.Member("subscriptions") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(s => s.GetString() ?? "").ToArray()
            : [];
        try
        {
            var start = Start(options);
            var result = Result(text.GetString()!, subscriptions, isFirst: start == 0);
            var length = Math.Clamp(result.Rows.Count - start, 0, Math.Clamp(Number(options, "$top") ?? MostRows, 1, MostRows));
            if (start + length >= result.Rows.Count)
                _snapshot = null;
            return ArmResponse.Ok(w => Write(w, result, start, length, IsTable(options)));
        }
        catch (QueryException e)
        {
            return Invalid(e);
        }
    }

    /// <summary>The rows of a query. Its further pages are of the same rows, so that an estate of thousands is not searched for each page.</summary>
    private RowSet Result(string text, string[] subscriptions, bool isFirst)
    {
        var key = $"{text}\n{string.Join(',', subscriptions)}";
        var version = services.State.Version;
        if (!isFirst && _snapshot is { } kept && kept.Key == key && kept.Version == version)
            return kept.Rows;
        var query = Parser.Parse(text, Tables.ColumnsOf);
        var result = query.Run(_tables.Read(query.Table, subscriptions));
        _snapshot = result.Rows.Count > MostRows ? new(key, version, result) : null;
        return result;
    }

    private static void Write(Utf8JsonWriter w, RowSet result, int start, int length, bool asTable)
    {
        var more = start + length < result.Rows.Count;
        // Without the ID column the service cannot continue where it stopped: it reports this and returns no token.
        var canContinue = result.Columns.Contains("id");
        w.WriteStartObject();
        w.WriteNumber("totalRecords", result.Rows.Count);
        w.WriteNumber("count", length);
        w.WritePropertyName("data");
        var rows = result.Rows.Skip(start).Take(length);
        if (asTable)
            WriteTable(w, result.Columns, rows);
        else
            WriteObjects(w, result.Columns, rows);
        w.WriteStartArray("facets");
        w.WriteEndArray();
        w.WriteString("resultTruncated", more && !canContinue ? "true" : "false");
        if (more && canContinue)
            w.WriteString("$skipToken", TokenFor(start + length));
        w.WriteEndObject();
    }

    private static void WriteObjects(Utf8JsonWriter w, IReadOnlyList<string> columns, IEnumerable<Row> rows)
    {
        w.WriteStartArray();
        foreach (var row in rows)
        {
            w.WriteStartObject();
            foreach (var column in columns)
            {
                w.WritePropertyName(column);
                Values.Write(w, row.Get(column));
            }

            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WriteTable(Utf8JsonWriter w, IReadOnlyList<string> columns, IEnumerable<Row> rows)
    {
        w.WriteStartObject();
        w.WriteStartArray("columns");
        foreach (var column in columns)
        {
            w.WriteStartObject();
            w.WriteString("name", column);
            w.WriteString("type", column switch
            {
                "properties" or "tags" or "identity" or "sku" or "plan" => "object",
                "Count" => "integer",
                _ => "string",
            });
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("rows");
        foreach (var row in rows)
        {
            w.WriteStartArray();
            foreach (var column in columns)
                Values.Write(w, row.Get(column));
            w.WriteEndArray();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static bool IsTable(JsonElement options) =>
        options.Member("resultFormat") is { ValueKind: JsonValueKind.String } format
        && "table".Equals(format.GetString(), StringComparison.OrdinalIgnoreCase);

    private static string TokenFor(int row) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes("row:" + row.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The start of the page: after the previous one, or where the caller asks.</summary>
    private static int Start(JsonElement options)
    {
        if (options.Member("$skipToken") is not { ValueKind: JsonValueKind.String } token)
            return Number(options, "$skip") ?? 0;
        var bytes = new byte[64];
        if (Convert.TryFromBase64String(token.GetString()!, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length) is ['r', 'o', 'w', ':', .. var digits]
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var start))
        {
            return start;
        }

        throw ArmErrors.BadRequest("BadRequest", "The $skipToken is not valid.");
    }

    private static int? Number(JsonElement options, string name) =>
        options.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) && value >= 0
            ? value
            : null;

    private static ArmResponse Invalid(QueryException e) => ArmResponse.Json(StatusCodes.Status400BadRequest, w =>
    {
        w.WriteStartObject();
        w.WriteStartObject("error");
        w.WriteString("code", "BadRequest");
        w.WriteString("message", "Please provide below info when asking for support: timestamp and correlationId of this answer.");
        w.WriteStartArray("details");
        w.WriteStartObject();
        w.WriteString("code", "InvalidQuery");
        w.WriteString(
            "message",
            "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.");
        w.WriteEndObject();
        w.WriteStartObject();
        w.WriteString("code", "ParserFailure");
        w.WriteString("message", e.Message);
        w.WriteNumber("line", 1);
        w.WriteNumber("characterPositionInLine", e.Token.Position);
        w.WriteString("token", e.Token.ToString());
        w.WriteString("expectedToken", e.Expected);
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndObject();
    });

    private sealed record Snapshot(string Key, long Version, RowSet Rows);
}
