using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AksExtensions.Emulator.Http;

namespace AksExtensions.Emulator.Faults;

/// <summary>Applies faults to answers. Faults of connections and of bodies in transit are applied when an answer is sent.</summary>
internal static class FaultInjector
{
    // A name that never exists in DNS (RFC 6761).
    private const string NoHost = "https://arm.invalid";

    private static long _pages;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static ReadOnlySpan<byte> Page => """
        <!DOCTYPE html>
        <html><head><title>Blocked</title></head>
        <body><h1>Access to this page is blocked</h1><p>Your organization's proxy blocked this request. Ticket &#34;4711&#34;.</p></body></html>

        """u8;

    /// <summary>Whether the request takes effect.</summary>
    public static bool Executes(FaultRule? rule) => rule is null or { Execute: true }
        or { Action: FaultAction.Link or FaultAction.Truncate or FaultAction.Delay or FaultAction.Drip or FaultAction.Bom or FaultAction.ForeignLink };

    /// <summary>Applies a rule to the real answer.</summary>
    public static ArmResponse Apply(FaultRule rule, ArmRequest request, ArmResponse? real) => rule.Action switch
    {
        FaultAction.Status => WithHeaders(Answer(rule), rule),
        FaultAction.Redirect => WithHeaders(Redirect(rule, rule.Url!), rule),
        FaultAction.Link => WithHeaders(Link(real!, rule.Target!, rule.Url!), rule),
        FaultAction.ForeignLink => WithHeaders(Foreign(rule, request, real!), rule),
        FaultAction.Html => WithHeaders(Instead(rule, real, Page.ToArray()).With("Content-Type", "text/html; charset=utf-8"), rule),
        FaultAction.Null => WithHeaders(Instead(rule, real, "null"u8.ToArray()), rule),
        FaultAction.ErrorInBody => WithHeaders(Instead(rule, real, Error(rule).Body), rule),
        FaultAction.EndlessPages => WithHeaders(Instead(rule, real, NextPage(request)), rule),
        FaultAction.Bom => WithHeaders(Instead(rule, real, (byte[])[.. ByteOrderMark, .. real!.Body.Span]), rule),
        FaultAction.EndlessBody or FaultAction.GzipBomb => WithHeaders(Instead(rule, real, default), rule),
        _ => real!,
    };

    private static ArmResponse Answer(FaultRule rule)
    {
        var status = rule.Status ?? StatusCodes.Status500InternalServerError;
        if (rule.Body is not null)
            return ArmResponse.Raw(status, Encoding.UTF8.GetBytes(rule.Body));
        if (rule.ErrorCode is not null || rule.Message is not null)
            return ArmResponse.Error(status, rule.ErrorCode ?? "", rule.Message ?? "");
        return status == StatusCodes.Status504GatewayTimeout
            ? ArmResponse.Error(
                status,
                "GatewayTimeout",
                "The gateway did not receive a response from 'Microsoft.KubernetesConfiguration' within the specified time period.")
                .With("x-ms-failure-cause", "service")
            : ArmResponse.Empty(status);
    }

    private static ArmResponse WithHeaders(ArmResponse response, FaultRule rule)
    {
        foreach (var (name, value) in rule.Headers ?? new Dictionary<string, string>())
            response.With(name, value);
        return response;
    }

    private static ArmResponse Redirect(FaultRule rule, string url) =>
        ArmResponse.Empty(rule.Status ?? StatusCodes.Status307TemporaryRedirect).With("Location", url);

    /// <summary>Replaces the body. If the request takes effect, the status and headers of the real answer are kept.</summary>
    private static ArmResponse Instead(FaultRule rule, ArmResponse? real, ReadOnlyMemory<byte> body)
    {
        var response = ArmResponse.Raw(rule.Status ?? real?.Status ?? StatusCodes.Status200OK, body);
        foreach (var (name, value) in real?.Headers ?? [])
            response.With(name, value);
        return response;
    }

    private static ArmResponse Error(FaultRule rule) => ArmResponse.Error(
        StatusCodes.Status200OK,
        rule.ErrorCode ?? "InternalServerError",
        rule.Message ?? "An internal error occurred while the request was processed.");

    private static byte[] NextPage(ArmRequest request)
    {
        var number = Interlocked.Increment(ref _pages).ToString(CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["value"] = new JsonArray(),
            ["nextLink"] = $"{request.BaseAddress}{request.Path}?api-version={request.Query["api-version"]}&$skiptoken={number}",
        }.ToJsonString());
    }

    private static ArmResponse Foreign(FaultRule rule, ArmRequest request, ArmResponse real)
    {
        var url = rule.Url ?? NoHost + request.Target;
        if (real.Headers.Any(header => header.Key == "Azure-AsyncOperation"))
            return Link(real, "Azure-AsyncOperation", url);
        return request.Method == HttpMethods.Get && !IsList(real) ? Redirect(rule, url) : Link(real, "nextLink", url);
    }

    private static bool IsList(ArmResponse real) => ReadObject(real)?.ContainsKey("value") is true;

    private static JsonObject? ReadObject(ArmResponse real) => real.Body.IsEmpty ? null : JsonNode.Parse(real.Body.Span) as JsonObject;

    private static ArmResponse Link(ArmResponse real, string target, string url)
    {
        if (!"nextLink".Equals(target, StringComparison.OrdinalIgnoreCase))
            return real.With(target, url);
        if (ReadObject(real) is { } body)
        {
            body["nextLink"] = url;
            real.Body = Encoding.UTF8.GetBytes(body.ToJsonString());
        }

        return real;
    }
}
