namespace AksExtensions.Emulator.ResourceGraph;

/// <summary>The functions and comparisons that the emulator understands.</summary>
internal static class Operators
{
    private static readonly Dictionary<string, Func<object?, object?>> FunctionTable = new(StringComparer.Ordinal)
    {
        ["tostring"] = v => Values.Text(v),
        ["tolower"] = v => Values.Text(v).ToLowerInvariant(),
        ["toupper"] = v => Values.Text(v).ToUpperInvariant(),
        ["isempty"] = v => Values.Text(v).Length == 0,
        ["isnotempty"] = v => Values.Text(v).Length > 0,
        ["isnull"] = v => v is null,
        ["isnotnull"] = v => v is not null,
        ["not"] = v => v is not true,
    };

    private static readonly Dictionary<string, Func<object?, object?, bool>> ComparisonTable = new(StringComparer.Ordinal)
    {
        ["=="] = (a, b) => Values.AreEqual(a, b, StringComparison.Ordinal),
        ["=~"] = (a, b) => Values.AreEqual(a, b, StringComparison.OrdinalIgnoreCase),
        ["contains"] = (a, b) => Values.Text(a).Contains(Values.Text(b), StringComparison.OrdinalIgnoreCase),
        ["startswith"] = (a, b) => Values.Text(a).StartsWith(Values.Text(b), StringComparison.OrdinalIgnoreCase),
        ["endswith"] = (a, b) => Values.Text(a).EndsWith(Values.Text(b), StringComparison.OrdinalIgnoreCase),
        ["has"] = (a, b) => Has(Values.Text(a), Values.Text(b)),
    };

    public static Func<object?, object?>? Function(string name) => FunctionTable.GetValueOrDefault(name);

    /// <summary>Finds a comparison, and whether it is negated; null when the name is unknown.</summary>
    public static (Func<object?, object?, bool> Test, bool Negated)? Comparison(string name)
    {
        var negated = name[0] == '!';
        var positive = name switch
        {
            "!=" => "==",
            "!~" => "=~",
            _ => negated ? name[1..] : name,
        };
        return ComparisonTable.TryGetValue(positive, out var test) ? (test, negated) : null;
    }

    /// <summary>Whether a text contains a term that is not part of a longer alphanumeric word.</summary>
    private static bool Has(string text, string term)
    {
        if (term.Length == 0)
            return true;
        for (var at = 0; (at = text.IndexOf(term, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + term.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return true;
        }

        return false;
    }
}
