using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AksExtensions.Export;

/// <summary>Values in YAML. Every text stays a text: what a parser could take for something else is quoted.</summary>
internal static partial class YamlText
{
    /// <summary>Writes the members of a mapping, each on a new line.</summary>
    /// <param name="text">Receives the lines.</param>
    /// <param name="members">The members.</param>
    /// <param name="indent">The spaces before each line.</param>
    /// <param name="isItem">Whether the mapping is an item of a list, whose first line begins with a dash.</param>
    public static void WriteMembers(StringBuilder text, ObjectValue members, int indent, bool isItem = false)
    {
        foreach (var (name, value) in members.Members)
        {
            text.Append(' ', isItem ? indent - 2 : indent).Append(isItem ? "- " : null).Append(Scalar(name)).Append(':');
            isItem = false;
            switch (value)
            {
                case ObjectValue { Members.Count: > 0 } inner:
                    text.Append('\n');
                    WriteMembers(text, inner, indent + 2);
                    break;
                case ListValue list:
                    text.Append(CultureInfo.InvariantCulture, $" [{string.Join(", ", list.Items.Select(Scalar))}]\n");
                    break;
                default:
                    text.Append(' ').Append(value is TextValue literal ? Scalar(literal.Text) : value is FlagValue { Flag: true } ? "true" : value is FlagValue ? "false" : "{}").Append('\n');
                    break;
            }
        }
    }

    /// <summary>A text as a scalar.</summary>
    public static string Scalar(string text) => Plain().IsMatch(text) && !Word().IsMatch(text) ? text
        : Printable.Quote(text, '"', _ => null, Printable.Escape);

    // Begins with a letter or a slash, and has no character that YAML reads in its own way.
    [GeneratedRegex(@"^[A-Za-z/][A-Za-z0-9._/-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    // YAML 1.1 reads these as booleans and null; Kubernetes still does.
    [GeneratedRegex(@"^(true|false|yes|no|on|off|y|n|null)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Word();
}
