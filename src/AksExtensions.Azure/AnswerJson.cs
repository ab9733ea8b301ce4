using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace AksExtensions.Azure;

/// <summary>
/// Reads the JSON of answers so that its strings are always readable. Bytes that are not UTF-8 and escapes that are half a character, which the
/// parser accepts but later readers do not, become U+FFFD. One odd description must not hide a whole list.
/// </summary>
internal static partial class AnswerJson
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Parses the body of an answer. Ignores a byte order mark, which some proxies add.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body) =>
        JsonDocument.Parse(Readable(body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body));

    private static ReadOnlyMemory<byte> Readable(ReadOnlyMemory<byte> body) =>
        Utf8.IsValid(body.Span) && body.Span.IndexOf("\\ud"u8) < 0 && body.Span.IndexOf("\\uD"u8) < 0
            ? body
            : Encoding.UTF8.GetBytes(Escapes().Replace(Encoding.UTF8.GetString(body.Span), escape => escape.Groups["half"].Success ? "\\uFFFD" : escape.Value));

    // Every escape is matched, so that an escaped backslash does not begin another one.
    [GeneratedRegex(@"\\(u[dD][89abAB]..\\u[dD][c-fC-F]..|(?<half>u[dD][89a-fA-F]..)|.)", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Escapes();
}
