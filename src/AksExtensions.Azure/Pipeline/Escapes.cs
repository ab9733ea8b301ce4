using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// Decodes text: escapes of JSON, addresses and HTML in any notation, also nested. There are too many notations to search for each one.
/// </summary>
internal static partial class Escapes
{
    // Escapes are not nested more deeply than this, and each level costs a pass through the text.
    private const int MostTimes = 4;

    /// <summary>Whether a text can contain escapes.</summary>
    public static bool MayBeIn(ReadOnlySpan<char> text) => text.IndexOfAny('\\', '%', '&') >= 0;

    /// <inheritdoc cref="MayBeIn(ReadOnlySpan{char})"/>
    public static bool MayBeIn(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'\\', (byte)'%', (byte)'&') >= 0;

    /// <summary>The text after each pass of decoding; empty when there is nothing to decode.</summary>
    public static IEnumerable<string> Decode(string text)
    {
        for (var time = 0; time < MostTimes && MayBeIn(text); time++)
        {
            var plain = Once(text);
            if (plain == text)
            {
                yield break;
            }

            yield return text = plain;
            // Form encoding writes a blank as a plus.
            if (plain.Contains('+', StringComparison.Ordinal))
            {
                yield return plain.Replace('+', ' ');
            }
        }
    }

    private static string Once(string text)
    {
        var plain = WebUtility.HtmlDecode(text);
        plain = PercentEscape().Replace(plain, run => Uri.UnescapeDataString(run.Value));
        return JsonEscape().Replace(plain, escape => escape.Value switch
        {
            ['\\', 'u' or 'U', .. var digits] => ((char)ushort.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
            "\\n" => "\n",
            "\\r" => "\r",
            "\\t" => "\t",
            "\\b" => "\b",
            "\\f" => "\f",
            var other => other[1..],
        });
    }

    [GeneratedRegex("(%[0-9a-fA-F]{2})+", RegexOptions.CultureInvariant)]
    private static partial Regex PercentEscape();

    [GeneratedRegex(@"\\([uU][0-9a-fA-F]{4}|[nrtbf""\\/'])", RegexOptions.CultureInvariant)]
    private static partial Regex JsonEscape();
}
