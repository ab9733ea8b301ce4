using System.Text;

namespace AksExtensions.DesiredState;

/// <summary>Shows a piece of a document in a message: short, on one line, and without characters that act on a terminal.</summary>
internal static class DocumentText
{
    private const int Most = 80;

    /// <summary>The text as it may be shown.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(Most))
        {
            _ = Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
                ? shown.Append('\uFFFD')
                : shown.Append(rune.ToString());
        }

        return text.Length > Most ? shown.Append("...").ToString() : shown.ToString();
    }
}
