using System.Globalization;
using System.Text;

namespace AksExtensions.Estate;

/// <summary>
/// Writes values into a query. This is the only place where input becomes KQL: a value is always a string literal, and no character in it can
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
                // A literal cannot contain line breaks, and invisible characters are written as escapes.
                _ when char.IsControl(character) || character is '\u2028' or '\u2029' =>
                    literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => literal.Append(character),
            };
        }

        return literal.Append('\'').ToString();
    }

    /// <summary>A condition: the expression equals one of the values, ignoring case.</summary>
    public static string IsOneOf(string expression, IReadOnlyList<string> values) => values is [var only]
        ? $"{expression} =~ {Literal(only)}"
        : $"{expression} in~ ({string.Join(", ", values.Select(Literal))})";

    /// <summary>A condition: at least one of the conditions is true.</summary>
    public static string Any(IEnumerable<string> conditions) => string.Join(" or ", conditions);
}
