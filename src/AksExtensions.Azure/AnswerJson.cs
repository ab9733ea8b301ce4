using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace AksExtensions.Azure;

/// <summary>
/// Reads the JSON of answers. Its strings can be read, whatever came: bytes that are no UTF-8 and escapes that are half a character, which the
/// parser takes and every later reader stumbles over, become U+FFFD, as in any text. One odd description must not hide a whole list.
/// </summary>
internal static partial class AnswerJson
{
    /// <summary>Parses an answer's body.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body) => JsonDocument.Parse(Readable(body));

    private static ReadOnlyMemory<byte> Readable(ReadOnlyMemory<byte> body) =>
        Utf8.IsValid(body.Span) && body.Span.IndexOf("\\ud"u8) < 0 && body.Span.IndexOf("\\uD"u8) < 0
            ? body
            : Encoding.UTF8.GetBytes(Escapes().Replace(Encoding.UTF8.GetString(body.Span), escape => escape.Groups["half"].Success ? "\\uFFFD" : escape.Value));

    // Every escape is matched, so that a backslash that is escaped itself begins none.
    [GeneratedRegex(@"\\(u[dD][89abAB]..\\u[dD][c-fC-F]..|(?<half>u[dD][89a-fA-F]..)|.)", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Escapes();
}
