using System.Globalization;
using System.Text;

namespace AksExtensions.Export;

/// <summary>What a text can contain as it is, in any language.</summary>
internal static class Printable
{
    /// <summary>
    /// Whether a character is visible, or a space. Everything else is written as an escape, because editors and consoles hide it, or obey it.
    /// </summary>
    public static bool Is(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate)
        && (rune.Value == ' ' || Rune.GetUnicodeCategory(rune) != UnicodeCategory.SpaceSeparator);

    /// <summary>A text between quotes, with a backslash before what needs one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="quote">The quote.</param>
    /// <param name="opening">The escape of a character before a brace, where that begins an expression; null where it does not.</param>
    /// <param name="escape">The escape of any character.</param>
    /// <param name="isAscii">Whether characters beyond ASCII are escaped.</param>
    public static string Quote(string text, char quote, Func<char, string?> opening, Func<Rune, string> escape, bool isAscii = false)
    {
        var quoted = new StringBuilder(text.Length + 2).Append(quote);
        for (var at = 0; at < text.Length;)
        {
            // Half a surrogate pair becomes U+FFFD, as in UTF-8.
            _ = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            at += length;
            if (rune.IsBmp && at < text.Length && text[at] == '{' && opening((char)rune.Value) is { } expression)
            {
                quoted.Append(expression);
                continue;
            }

            quoted.Append(rune.Value switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                var value when value == quote => $"\\{quote}",
                _ => Is(rune) && (!isAscii || rune.IsAscii) ? rune.ToString() : escape(rune),
            });
        }

        return quoted.Append(quote).ToString();
    }

    /// <summary>The escape of a character in YAML and HCL.</summary>
    public static string Escape(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"\\{(rune.IsBmp ? $"u{rune.Value:x4}" : $"U{rune.Value:x8}")}");

    /// <summary>A text in one line of a comment.</summary>
    public static string Comment(string text) => Readable.Line(Readable.Text(text));

    /// <summary>A name as an argument of a shell. Names in Azure contain no quotes.</summary>
    public static string Argument(string name) => name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.') ? name : $"'{name}'";
}
