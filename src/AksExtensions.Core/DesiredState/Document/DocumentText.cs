using System.Text;

namespace AksExtensions.DesiredState;

/// <summary>Shows a piece of a document in a message: short, on one line, and without characters that act on a terminal.</summary>
internal static class DocumentText
{
    /// <summary>The text as it may be shown.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many characters of it.</param>
    public static string Shown(string text, int most = 80)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(most))
        {
            _ = Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
                ? shown.Append('\uFFFD')
                : shown.Append(rune.ToString());
        }

        return text.Length > most ? shown.Append("...").ToString() : shown.ToString();
    }
}
