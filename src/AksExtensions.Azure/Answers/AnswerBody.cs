using System.Text.Json;
using AksExtensions.Azure.Pipeline;

namespace AksExtensions.Azure.Answers;

/// <summary>The kinds of bodies of refusals.</summary>
internal enum BodyKind
{
    /// <summary>An error in ARM's format.</summary>
    Arm,

    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>A web page, as proxies and gateways send.</summary>
    Html,

    /// <summary>JSON that is truncated or invalid.</summary>
    BrokenJson,

    /// <summary>JSON in another format.</summary>
    ForeignJson,

    /// <summary>Any other text.</summary>
    Text,
}

/// <summary>The body of a refusal. Its kind determines how far it is trusted.</summary>
/// <param name="Kind">The kind of body.</param>
/// <param name="Error">ARM's error; without code and message when the body is not ARM's.</param>
internal sealed record AnswerBody(BodyKind Kind, ArmErrorDetail Error)
{
    private static readonly ArmErrorDetail NoError = new(null, null, null, []);

    /// <summary>Reads a body.</summary>
    public static AnswerBody Of(Response response) => Of(response.Content.ToMemory());

    /// <summary>Reads a raw body, which can contain secrets, to determine its meaning. No part of it may be displayed.</summary>
    public static AnswerBody OfRaw(Response response) => Of(RedactedResponse.RawBody(response));

    private static AnswerBody Of(ReadOnlyMemory<byte> bytes)
    {
        var start = bytes.Span.TrimStart(" \t\r\n\uFEFF"u8);
        if (start.IsEmpty)
        {
            return new(BodyKind.Empty, NoError);
        }

        try
        {
            using var document = AnswerJson.Parse(bytes);
            return FindError(document.RootElement) is { } error ? new(BodyKind.Arm, ModelMapper.Error(error)) : new(BodyKind.ForeignJson, NoError);
        }
        catch (JsonException)
        {
            return new(start[0] switch { (byte)'<' => BodyKind.Html, (byte)'{' or (byte)'[' => BodyKind.BrokenJson, _ => BodyKind.Text }, NoError);
        }
    }

    /// <summary>Describes a body that is not ARM's for an error message, without repeating it.</summary>
    public string Describe(int status) => $"HTTP {status} " + Kind switch
    {
        BodyKind.Empty => "without a body",
        BodyKind.Html => "with a web page instead of JSON",
        BodyKind.BrokenJson => "with JSON that is cut off or broken",
        BodyKind.ForeignJson => "with JSON that is not Azure's",
        _ => "with text instead of JSON",
    };

    // ARM's errors are in an envelope; some resource providers omit it, but not the code and the message.
    private static JsonElement? FindError(JsonElement root)
    {
        if (root.Property("error") is { ValueKind: JsonValueKind.Object } error)
        {
            return IsText(error.Property("code")) && (error.Property("code") ?? error.Property("message")) is not null ? error : null;
        }

        return root.Property("code") is { ValueKind: JsonValueKind.String } && root.Property("message") is { ValueKind: JsonValueKind.String } ? root : null;
    }

    private static bool IsText(JsonElement? value) => value is null or { ValueKind: JsonValueKind.String };
}
