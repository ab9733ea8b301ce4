using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// Reads text as those do who decode it: escapes of JSON, of addresses and of HTML, in any spelling and several deep. There are too many spellings
/// to search for each one.
/// </summary>
internal static partial class Escapes
{
    // Nobody escapes more often than this, and each time costs a pass through the text.
    private const int MostTimes = 4;

    /// <summary>Whether a text may have escapes.</summary>
    public static bool MayBeIn(ReadOnlySpan<char> text) => text.IndexOfAny('\\', '%', '&') >= 0;

    /// <inheritdoc cref="MayBeIn(ReadOnlySpan{char})"/>
    public static bool MayBeIn(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'\\', (byte)'%', (byte)'&') >= 0;

    /// <summary>The text as it reads after each pass of decoding; none when there is nothing to decode.</summary>
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
            // A form writes a blank as a plus.
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
