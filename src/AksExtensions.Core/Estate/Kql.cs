using System.Globalization;
using System.Text;

namespace AksExtensions.Estate;

/// <summary>
/// Writes what a person gave into a query: the one place where text becomes KQL. A value is always a string literal, and nothing in it can
/// end the literal. https://learn.microsoft.com/kusto/query/scalar-data-types/string
/// </summary>
internal static class Kql
{
    /// <summary>A string literal.</summary>
    public static string Literal(string value)
    {
        var literal = new StringBuilder("'");
        foreach (var character in value)
        {
            _ = character switch
            {
                '\\' or '\'' => literal.Append('\\').Append(character),
                '\n' => literal.Append("\\n"),
                '\r' => literal.Append("\\r"),
                '\t' => literal.Append("\\t"),
                // No line may end inside a literal, and what cannot be seen is written so that it can.
                _ when char.IsControl(character) || character is '\u2028' or '\u2029' =>
                    literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => literal.Append(character),
            };
        }

        return literal.Append('\'').ToString();
    }

    /// <summary>Whether an expression is one of some values, ignoring case.</summary>
    public static string IsOneOf(string expression, IReadOnlyList<string> values) => values is [var only]
        ? $"{expression} =~ {Literal(only)}"
        : $"{expression} in~ ({string.Join(", ", values.Select(Literal))})";

    /// <summary>Whether one of some conditions holds.</summary>
    public static string Any(IEnumerable<string> conditions) => string.Join(" or ", conditions);
}
