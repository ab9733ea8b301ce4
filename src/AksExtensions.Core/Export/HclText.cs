using System.Text;
using System.Text.RegularExpressions;

namespace AksExtensions.Export;

/// <summary>Values in HCL, aligned as <c>terraform fmt</c> does it.</summary>
internal static partial class HclText
{
    /// <summary>Writes attributes, each on a line. Lines that follow each other have their equals signs in one column.</summary>
    /// <param name="text">Receives the lines.</param>
    /// <param name="attributes">Names, which are written as they are, and the lines of their values.</param>
    /// <param name="depth">The depth of the block.</param>
    public static void WriteAttributes(StringBuilder text, IReadOnlyList<KeyValuePair<string, string>> attributes, int depth)
    {
        for (var start = 0; start < attributes.Count;)
        {
            var end = start;
            while (end < attributes.Count && !attributes[end].Value.Contains('\n', StringComparison.Ordinal))
            {
                end++;
            }

            var width = end == start ? 0 : attributes.Skip(start).Take(end - start).Max(attribute => attribute.Key.Length);
            // A value of several lines stands alone.
            end = end == start ? end + 1 : end;
            for (; start < end; start++)
            {
                text.Append(' ', depth * 2).Append(attributes[start].Key.PadRight(width)).Append(" = ").Append(attributes[start].Value).Append('\n');
            }
        }
    }

    /// <summary>A value as an expression.</summary>
    /// <param name="value">The value.</param>
    /// <param name="reference">The expression of a parameter.</param>
    /// <param name="depth">The depth of the line on which it begins.</param>
    public static string Expression(BodyValue value, Func<string, string> reference, int depth)
    {
        switch (value)
        {
            case TextValue literal:
                return Quote(literal.Text);
            case FlagValue flag:
                return flag.Flag ? "true" : "false";
            case ReferenceValue named:
                return reference(named.Parameter);
            case ObjectValue { Members.Count: > 0 } members:
                var text = new StringBuilder("{\n");
                WriteAttributes(
                    text, [.. members.Members.Select(member => KeyValuePair.Create(Key(member.Key), Expression(member.Value, reference, depth + 1)))], depth + 1);
                return text.Append(' ', depth * 2).Append('}').ToString();
            default:
                return "{}";
        }
    }

    /// <summary>A text as a literal.</summary>
    public static string Quote(string text) => Quote(text, isAscii: false);

    // Keys are aligned, and tools differ on the width of characters beyond ASCII.
    private static string Key(string name) => Identifier().IsMatch(name) ? name : Quote(name, isAscii: true);

    // '${' begins an expression and '%{' a directive.
    private static string Quote(string text, bool isAscii) =>
        Printable.Quote(text, '"', before => before is '$' or '%' ? new string(before, 2) : null, Printable.Escape, isAscii);

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}
