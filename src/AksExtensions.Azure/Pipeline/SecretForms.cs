using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AksExtensions.Azure.Pipeline;

/// <summary>The parts of a secret, and how other software writes them.</summary>
internal static class SecretForms
{
    // Shorter values are not secrets, and replacing them would damage every answer.
    private const int ShortestSecret = 4;

    // Shorter lines of a secret with several lines are words and brackets.
    private const int ShortestLine = 16;

    // A shorter piece of base64 occurs by chance.
    private const int ShortestCore = 8;

    // Deeper nesting is not a setting.
    private const int MostLevels = 32;

    /// <summary>The secret and what would also reveal it: the trimmed secret, each of its lines, and the values in it when it is JSON.</summary>
    public static IEnumerable<string> Parts(string secret)
    {
        string[] parts = [secret, secret.Trim(), .. Lines(secret), .. Values(secret, 0)];
        return parts.Where(part => part.Length >= ShortestSecret).Distinct(StringComparer.Ordinal);
    }

    /// <summary>The forms of a part in JSON, nested JSON, HTML, addresses and base64, and with other line endings.</summary>
    public static IEnumerable<string> Written(string part)
    {
        string[] texts = [part, part.Replace("\r\n", "\n", StringComparison.Ordinal), part.ReplaceLineEndings("\r\n")];
        return texts.Distinct(StringComparer.Ordinal).SelectMany(text =>
        {
            var relaxed = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);
            var strict = JavaScriptEncoder.Default.Encode(text);
            var html = WebUtility.HtmlEncode(text);
            var address = Uri.EscapeDataString(text);
            return (string[])
            [
                text, relaxed, strict, LowerCase(strict, '\\', 6), LowerCase(JavaScriptEncoder.Default.Encode(strict), '\\', 6), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(relaxed), JavaScriptEncoder.Default.Encode(strict),
                JavaScriptEncoder.Default.Encode(relaxed), html, html.Replace("&quot;", "&#34;", StringComparison.Ordinal),
                html.Replace("&#39;", "&apos;", StringComparison.Ordinal), html.Replace("&#39;", "&#x27;", StringComparison.Ordinal),
                address, LowerCase(address, '%', 3), WebUtility.UrlEncode(text), LowerCase(WebUtility.UrlEncode(text), '%', 3), Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
            ];
        });
    }

    // The same escapes with other digits. Escapes finds all other forms.
    private static string LowerCase(string text, char mark, int length)
    {
        var characters = text.ToCharArray();
        for (var at = text.IndexOf(mark); at >= 0; at = at + 1 < text.Length ? text.IndexOf(mark, at + 1) : -1)
        {
            if (mark == '%' || (at + 1 < text.Length && text[at + 1] == 'u'))
            {
                for (var digit = at + 1; digit < Math.Min(at + length, text.Length); digit++)
                {
                    characters[digit] = char.ToLowerInvariant(characters[digit]);
                }
            }
        }

        return new(characters);
    }

    /// <summary>
    /// The characters of base64 that depend only on a part, alone or after other text such as <c>user:</c>, for each of the three positions at
    /// which it can begin.
    /// </summary>
    public static IEnumerable<string> Cores(string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        for (var offset = 0; offset < 3; offset++)
        {
            var text = Convert.ToBase64String([.. new byte[offset], .. bytes]);
            // Characters that also contain bits of the text before or after.
            var from = offset == 0 ? 0 : offset + 1;
            var core = text[from..((offset + bytes.Length) * 8 / 6)];
            if (core.Length >= ShortestCore)
            {
                yield return core;
                yield return core.Replace('+', '-').Replace('/', '_');
            }
        }

        // Too short to be found after other text.
        if (bytes.Length < ShortestCore)
        {
            yield return Convert.ToBase64String(bytes).TrimEnd('=');
        }
    }

    // One line of a key reveals it. The frame of a PEM is not secret.
    private static IEnumerable<string> Lines(string secret) => secret.AsSpan().IndexOfAny('\r', '\n') < 0 ? []
        : secret.Split(['\r', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Length >= ShortestLine && !line.StartsWith("-----", StringComparison.Ordinal));

    private static List<string> Values(string secret, int level)
    {
        if (level > MostLevels || secret.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(secret);
            return [.. Values(document.RootElement, level)];
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Not JSON, or with half a character, so it has no values.
            return [];
        }
    }

    private static IEnumerable<string> Values(JsonElement element, int level) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Values(property.Value, level)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Values(item, level)),
        JsonValueKind.String => element.GetString() is { } text ? [text, text.Trim(), .. Lines(text), .. Values(text, level + 1)] : [],
        // Only a large number can be a secret.
        JsonValueKind.Number when element.GetRawText() is { Length: >= 8 } number => [number],
        _ => [],
    };
}
