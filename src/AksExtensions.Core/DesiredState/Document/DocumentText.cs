using System.Text;

namespace AksExtensions.DesiredState;

/// <summary>Shows a part of a document in a message: short, on one line, and without control characters.</summary>
internal static class DocumentText
{
    /// <summary>The text for display.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">The maximum number of characters.</param>
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
