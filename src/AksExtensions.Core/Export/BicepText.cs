using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AksExtensions.Export;

/// <summary>Values in Bicep.</summary>
internal static partial class BicepText
{
    // Hosts that the linter's rule no-hardcoded-env-urls is about.
    private static readonly string[] Hosts = ["windows.net", "azure", "microsoftonline", "loganalytics", "trafficmanager"];

    /// <summary>Writes a value.</summary>
    public static void Write(StringBuilder text, BodyValue value, int depth)
    {
        switch (value)
        {
            case TextValue literal:
                text.Append(Quote(literal.Text));
                break;
            case FlagValue flag:
                text.Append(flag.Flag ? "true" : "false");
                break;
            case ReferenceValue reference:
                text.Append(reference.Parameter);
                break;
            case ObjectValue { Members.Count: 0 }:
                text.Append("{}");
                break;
            case ObjectValue members:
                text.Append("{\n");
                WriteMembers(text, members, depth + 1);
                text.Append(' ', depth * 2).Append('}');
                break;
        }
    }

    /// <summary>Writes the members of an object, each on a line.</summary>
    public static void WriteMembers(StringBuilder text, ObjectValue value, int depth)
    {
        foreach (var (name, member) in value.Members)
        {
            if (member is TextValue literal && Silenced(name, literal.Text) is { Length: > 0 } rules)
            {
                text.Append(' ', depth * 2).Append(CultureInfo.InvariantCulture, $"#disable-next-line {rules}\n");
            }

            text.Append(' ', depth * 2).Append(Key(name)).Append(": ");
            Write(text, member, depth);
            text.Append('\n');
        }
    }

    /// <summary>A text as a literal.</summary>
    public static string Quote(string text) => Printable.Quote(
        text, '\'', before => before == '$' ? "\\$" : null, rune => string.Create(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"));

    private static string Key(string name) => Identifier().IsMatch(name) && name is not ("true" or "false" or "null") ? name : Quote(name);

    // What is exported is what Azure has, so advice on writing it otherwise does not apply.
    private static string Silenced(string name, string text) => string.Join(' ', new[]
    {
        Hosts.Any(host => text.Contains(host, StringComparison.OrdinalIgnoreCase) || name.Contains(host, StringComparison.OrdinalIgnoreCase)) ? "no-hardcoded-env-urls" : null,
        name.Equals("adminUsername", StringComparison.OrdinalIgnoreCase) ? "adminusername-should-not-be-literal" : null,
    }.Where(rule => rule is not null));

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}
