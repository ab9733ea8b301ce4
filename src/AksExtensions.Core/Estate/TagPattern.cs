using System.Globalization;
using System.Text;

namespace AksExtensions.Estate;

/// <summary>
/// The condition that a cluster has a tag. Azure ignores the case of tag names, but <c>tags['name']</c> does not, so the condition matches the
/// JSON text of the tags. It accepts every way in which JSON can escape a character.
/// </summary>
internal static class TagPattern
{
    /// <exception cref="AksExtensionException"><c>FilterInvalid</c>: the list of values is empty, which could mean any value or none.</exception>
    public static string Condition(TagFilter tag)
    {
        if (tag.Values is { Count: 0 })
        {
            throw Errors.FilterInvalid("Tag", tag.Name, "its list of values is empty; use $null for any value");
        }

        var name = $"(?i)[{{,]\\s*\"{Expression(tag.Name)}\"\\s*:";
        return tag.Values is null ? Matches(name) : Kql.Any(tag.Values.Select(value => Matches($"{name}\\s*\"{Expression(value)}\"")));
    }

    private static string Matches(string expression) => $"tostring(tags) matches regex {Kql.Literal(expression)}";

    // The text as it can appear in a JSON string.
    private static string Expression(string text) => string.Concat(text.EnumerateRunes().Select(Expression));

    private static string Expression(Rune rune)
    {
        if (rune.IsAscii && (Rune.IsLetterOrDigit(rune) || " !#$%()*,-.:;=?@[]^_{|}~".Contains((char)rune.Value, StringComparison.Ordinal)))
        {
            return TextPattern.EscapeText(rune.ToString());
        }

        var forms = new List<string>();
        if (rune.Value is not ('"' or '\\') && !Rune.IsControl(rune))
        {
            forms.Add(TextPattern.EscapeText(rune.ToString()));
        }

        if (Short(rune.Value) is { } letter)
        {
            forms.Add($@"\\{TextPattern.EscapeText(letter.ToString())}");
        }

        forms.Add(string.Concat(rune.ToString().Select(unit => string.Create(CultureInfo.InvariantCulture, $@"\\u{(int)unit:x4}"))));
        return $"(?:{string.Join('|', forms)})";
    }

    private static char? Short(int value) => value switch
    {
        '"' or '\\' or '/' => (char)value,
        '\b' => 'b',
        '\f' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        _ => null,
    };
}
