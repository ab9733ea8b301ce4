using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AksExtensions;

/// <summary>
/// Makes text of Azure and of the input safe to show: a terminal would obey its control characters, and bidirectional ones would reorder the line
/// that they stand in.
/// </summary>
internal static partial class Readable
{
    private const int MaximumShown = 2000;
    private const int MaximumLine = 300;

    // Those of the expression below, and every carriage return. Nearly all texts have none, and this search costs next to nothing.
    private static readonly SearchValues<char> Suspicious = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 0xa0).Where(code => code is (< 0x20 or >= 0x7f) and not ('\t' or '\n')).Select(code => (char)code))
        + "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069");

    /// <summary>The text with control characters other than line breaks and tabs as escapes, such as <c>\u001b</c>; null for null.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    public static string? Text(string? text) => text is null || text.AsSpan().IndexOfAny(Suspicious) < 0 ? text : Control().Replace(text, match => Escape(match.Value));

    /// <summary>A text for a table or an error: of a message of 100 KB the beginning, and how long it is.</summary>
    public static string Brief(string text) => text.Length <= MaximumShown ? text
        : string.Create(CultureInfo.InvariantCulture, $"{text[..Whole(text)]} ... ({text.Length} characters)");

    /// <summary>A text in one line of a list: without line breaks, and cut where the line ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The length of the line, in characters.</param>
    public static string Line(string text, int length = MaximumLine)
    {
        var line = string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= length ? line : $"{line[..(length - 4)].TrimEnd()} ...";
    }

    // Half a surrogate pair would be shown as a replacement character.
    private static int Whole(string text) => char.IsHighSurrogate(text[MaximumShown - 1]) ? MaximumShown - 1 : MaximumShown;

    private static string Escape(string characters)
    {
        var escaped = new StringBuilder();
        foreach (var character in characters)
        {
            escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        return escaped.ToString();
    }

    // A carriage return alone would overwrite the line.
    [GeneratedRegex(@"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\r(?!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Control();
}
