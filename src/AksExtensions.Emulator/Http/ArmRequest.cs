using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace AksExtensions.Emulator.Http;

/// <summary>A request that was read completely and parsed.</summary>
internal sealed class ArmRequest
{
    /// <summary>The size of a body that Azure Resource Manager refuses.</summary>
    private const int MaxBody = 4 * 1024 * 1024;

    private readonly byte[] _body;
    private QueryParameters? _query;
    private ArmPath? _arm;

    private ArmRequest(HttpContext http, string path, string query, byte[] body)
    {
        Http = http;
        Path = path;
        RawQuery = query;
        _body = body;
        Segments = Array.ConvertAll(path.Split('/', StringSplitOptions.RemoveEmptyEntries), Uri.UnescapeDataString);
    }

    public HttpContext Http { get; }

    public string Method => Http.Request.Method;

    /// <summary>The path as it was sent.</summary>
    public string Path { get; }

    public string RawQuery { get; }

    /// <summary>Path and query as they were sent.</summary>
    public string Target => RawQuery.Length == 0 ? Path : $"{Path}?{RawQuery}";

    /// <summary>The path's segments, decoded: an encoded slash is part of a name.</summary>
    public string[] Segments { get; }

    public QueryParameters Query => _query ??= new QueryParameters(RawQuery);

    public ArmPath Arm => _arm ??= ArmPath.Parse(Segments);

    public string BodyText => _body.Length == 0 ? "" : Encoding.UTF8.GetString(_body);

    public bool BodyTooLarge { get; private init; }

    public bool IsControl => Segments is ["_emulator", ..];

    /// <summary>The scheme and host that the client uses. Links must not lead it to another name of the same server.</summary>
    public string BaseAddress => "https://" + Http.Request.Host.Value;

    public string? Header(string name) => Http.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    public static async ValueTask<ArmRequest> ReadAsync(HttpContext http)
    {
        // The server decodes Path; the raw target has the path as it was sent.
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        var query = question < 0 ? "" : target[(question + 1)..];
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return new ArmRequest(http, path, query, []);

        using var body = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int read;
            while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
            {
                body.Write(buffer, 0, read);
                if (body.Length > MaxBody)
                    return new ArmRequest(http, path, query, []) { BodyTooLarge = true };
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new ArmRequest(http, path, query, body.ToArray());
    }

    /// <summary>Reads the body as a JSON object and refuses anything else.</summary>
    public JsonElement JsonObject()
    {
        if (BodyTooLarge)
        {
            throw ArmErrors.Of(
                StatusCodes.Status413PayloadTooLarge,
                "RequestContentTooLarge",
                "The request content size exceeds the maximum size of 4 MB.");
        }

        var type = Http.Request.ContentType;
        if (type is null || !type.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            throw ArmErrors.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "UnsupportedMediaType",
                $"The content media type '{type ?? "<null>"}' is not supported. Only 'application/json' is supported.");
        }

        var root = Parse();
        return root.ValueKind == JsonValueKind.Object
            ? root
            : throw ArmErrors.InvalidContent(
                $"Error converting a value of kind {root.ValueKind} to an object. Path '', line 1, position 1");
    }

    private JsonElement Parse()
    {
        try
        {
            using var document = JsonDocument.Parse(_body);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw ArmErrors.InvalidContent(
                "After parsing a value an unexpected character was encountered. "
                + $"Path '', line {e.LineNumber + 1}, position {e.BytePositionInLine}");
        }
    }
}
