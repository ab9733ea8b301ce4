using System.Text;
using System.Text.RegularExpressions;

namespace AksExtensions.Estate;

/// <summary>
/// A pattern with PowerShell's wildcards (<c>*</c>, <c>?</c>, <c>[a-c]</c>; a backtick escapes them), converted to the cheapest equivalent
/// condition. Case is ignored.
/// </summary>
internal sealed class TextPattern
{
    /// <summary>The reason for refusing a pattern with invalid brackets.</summary>
    public const string BrokenSet = "a '[' begins a set of characters, such as [abc] or [a-c], and this set is empty, reversed or not closed";

    /// <summary>The longest name or pattern, in characters: a name has up to 260, and each can need a backtick or a set.</summary>
    private const int MaximumLength = 2048;

    private const char Escape = '`';

    // A text, any number of characters, one character, or a set of characters, which is kept as a regular expression.
    private enum Kind
    {
        Text,
        Many,
        One,
        Set,
    }

    private readonly List<(Kind Kind, string Text)> _parts = [];
    private Regex? _regex;

    private TextPattern()
    {
    }

    /// <summary>Whether the pattern matches everything.</summary>
    public bool IsEverything => _parts is [(Kind.Many, _)];

    /// <summary>The value when it contains no wildcards; otherwise null.</summary>
    public string? Literal => _parts is [(Kind.Text, var text)] ? text : null;

    /// <summary>Parses a pattern.</summary>
    /// <param name="parameter">The name of the parameter, for the error.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="AksExtensionException"><c>FilterInvalid</c>: a set is empty or not closed.</exception>
    public static TextPattern Parse(string parameter, string value)
    {
        RequireLength(parameter, value);
        var pattern = new TextPattern();
        for (var at = 0; at < value.Length; at++)
        {
            switch (value[at])
            {
                case '*':
                    pattern.Add(Kind.Many, string.Empty);
                    break;
                case '?':
                    pattern.Add(Kind.One, string.Empty);
                    break;
                case '[':
                    pattern.Add(Kind.Set, Set(value, ref at) ?? throw Errors.FilterInvalid(parameter, value, BrokenSet));
                    break;
                case Escape when at + 1 < value.Length:
                    pattern.Add(Kind.Text, value[++at].ToString());
                    break;
                default:
                    pattern.Add(Kind.Text, value[at].ToString());
                    break;
            }
        }

        return pattern;
    }

    /// <summary>Refuses a text that no name or pattern of a name is as long as, and that would take minutes to compare.</summary>
    /// <exception cref="AksExtensionException"><c>FilterInvalid</c>.</exception>
    public static void RequireLength(string parameter, string? value)
    {
        if (value?.Length > MaximumLength)
        {
            throw Errors.FilterInvalid(parameter, value, $"it has {value.Length} characters, and the maximum is {MaximumLength}");
        }
    }

    /// <summary>Whether a text matches, by the same rules as in a query. Takes time proportional to the length of the text, whatever the pattern.</summary>
    public bool IsMatch(string text)
    {
        if (IsEverything)
        {
            return true;
        }

        if (Literal is { } literal)
        {
            return literal.Equals(text, StringComparison.OrdinalIgnoreCase);
        }

        _regex ??= new($"^(?:{Expression(".")})\\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking);
        return _regex.IsMatch(text);
    }

    /// <summary>A condition: the expression matches.</summary>
    public string Condition(string expression) => _parts switch
    {
        [(Kind.Text, var text)] => Kql.IsOneOf(expression, [text]),
        [(Kind.Text, var text), (Kind.Many, _)] => $"{expression} startswith {Kql.Literal(text)}",
        [(Kind.Many, _), (Kind.Text, var text)] => $"{expression} endswith {Kql.Literal(text)}",
        [(Kind.Many, _), (Kind.Text, var text), (Kind.Many, _)] => $"{expression} contains {Kql.Literal(text)}",
        _ => $"{expression} matches regex {Kql.Literal($"(?i)^{Expression(".")}$")}",
    };

    /// <summary>A condition: a path contains a segment that matches, followed by another text.</summary>
    /// <param name="expression">The path.</param>
    /// <param name="following">The text that follows the segment, beginning with a slash.</param>
    public string SegmentCondition(string expression, string following) => Literal is { } text
        ? $"{expression} contains {Kql.Literal($"/{text}{following}")}"
        : $"{expression} matches regex {Kql.Literal($"(?i)/{Expression("[^/]")}{EscapeText(following)}")}";

    /// <summary>Escapes a text for a regular expression, in a form that RE2, Rust and .NET understand.</summary>
    public static string EscapeText(string text) => EscapeAll(text, @"\.+*?()|[]{}^$");

    private static string EscapeAll(string text, string special)
    {
        var escaped = new StringBuilder();
        foreach (var character in text)
        {
            _ = special.Contains(character, StringComparison.Ordinal) ? escaped.Append('\\').Append(character) : escaped.Append(character);
        }

        return escaped.ToString();
    }

    private void Add(Kind kind, string text)
    {
        if (_parts.Count > 0 && _parts[^1].Kind == kind && kind is Kind.Text or Kind.Many)
        {
            text = _parts[^1].Text + text;
            _parts.RemoveAt(_parts.Count - 1);
        }

        _parts.Add((kind, text));
    }

    private string Expression(string one) => string.Concat(_parts.Select(part => part.Kind switch
    {
        Kind.Text => EscapeText(part.Text),
        Kind.Many => one + "*",
        Kind.One => one,
        _ => part.Text,
    }));

    // Begins at '[' and ends at its ']'; null when the set is invalid. PowerShell has no negated sets: '!' and '^' are ordinary characters.
    private static string? Set(string value, ref int at)
    {
        var set = new StringBuilder("[");
        char? from = null;
        for (at++; at < value.Length && value[at] != ']'; at++)
        {
            var isRange = value[at] == '-' && from is not null && at + 1 < value.Length && value[at + 1] != ']';
            at += isRange ? 1 : 0;
            var member = Member(value, ref at);
            if (isRange && member < from)
            {
                return null;
            }

            set.Append(isRange ? "-" : null).Append(EscapeMember(member));
            from = isRange ? null : member;
        }

        return at < value.Length && set.Length > 1 ? set.Append(']').ToString() : null;
    }

    private static char Member(string value, ref int at) =>
        value[at] == Escape && at + 1 < value.Length ? value[++at] : value[at];

    private static string EscapeMember(char character) => EscapeAll(character.ToString(), @"\[]^-&~");
}
