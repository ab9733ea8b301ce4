using System.Text.Json;
using AksExtensions.Azure.Pipeline;

namespace AksExtensions.Azure.Answers;

/// <summary>What the body of a refusal is.</summary>
internal enum BodyKind
{
    /// <summary>An error in ARM's form.</summary>
    Arm,

    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>A web page, as a proxy or gateway sends.</summary>
    Html,

    /// <summary>JSON that ends too early or is broken.</summary>
    BrokenJson,

    /// <summary>JSON in somebody else's form.</summary>
    ForeignJson,

    /// <summary>Any other text.</summary>
    Text,
}

/// <summary>The body of a refusal: who speaks in it decides how far it is believed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Error">ARM's error; without code and message when the body is not ARM's.</param>
internal sealed record AnswerBody(BodyKind Kind, ArmErrorDetail Error)
{
    private static readonly ArmErrorDetail NoError = new(null, null, null, []);

    /// <summary>Reads a body.</summary>
    public static AnswerBody Of(Response response) => Of(response.Content.ToMemory());

    /// <summary>Reads a body with the secrets that may be in it, to decide what it means. Nothing of it may be shown.</summary>
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

    /// <summary>What is wrong with a body that is not ARM's, for an error's message. Never the body itself.</summary>
    public string Describe(int status) => $"HTTP {status} " + Kind switch
    {
        BodyKind.Empty => "without a body",
        BodyKind.Html => "with a web page instead of JSON",
        BodyKind.BrokenJson => "with JSON that is cut off or broken",
        BodyKind.ForeignJson => "with JSON that is not Azure's",
        _ => "with text instead of JSON",
    };

    // ARM's own errors are in an envelope; some resource providers leave it out, but not the code and the message in it.
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
