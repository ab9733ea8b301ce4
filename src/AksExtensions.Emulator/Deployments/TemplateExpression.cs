using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace AksExtensions.Emulator.Deployments;

/// <summary>What is wrong with a template.</summary>
internal sealed class TemplateException(string message) : Exception(message);

/// <summary>
/// Evaluates the expressions that templates of extensions need: calls of functions, whose arguments are texts in single quotes, numbers and other calls.
/// </summary>
/// <param name="call">Calls a function.</param>
internal sealed class TemplateExpression(Func<string, IReadOnlyList<JsonNode?>, JsonNode?> call)
{
    // Deeper than any template of a person.
    private const int MaximumDepth = 32;

    private string _text = "";
    private int _at;
    private int _depth;

    /// <summary>Replaces all expressions in a value, and in the names of its members.</summary>
    public JsonNode? Evaluate(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(Name(member.Key), Evaluate(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Evaluate)]),
        JsonValue value when value.TryGetValue<string>(out var text) => Text(text),
        _ => node?.DeepClone(),
    };

    private string Name(string name) => Text(name) is JsonValue value && value.TryGetValue<string>(out var text)
        ? text
        : throw new TemplateException($"The name '{name}' is not a text.");

    // What begins and ends with brackets is an expression, unless it begins with two.
    private JsonNode? Text(string text)
    {
        if (text is not ['[', .., ']'])
            return JsonValue.Create(text);
        if (text[1] == '[')
            return JsonValue.Create(text[1..]);
        (_text, _at, _depth) = (text[1..^1], 0, 0);
        var value = Value();
        SkipBlanks();
        return _at == _text.Length ? value : throw Invalid();
    }

    private JsonNode? Value()
    {
        SkipBlanks();
        if (_at >= _text.Length)
            throw Invalid();
        if (_text[_at] == '\'')
            return JsonValue.Create(Quoted());
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-'))
            _at++;
        var word = _text[start.._at];
        if (int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return JsonValue.Create(number);
        return word.Length > 0 ? call(word, Arguments()) : throw Invalid();
    }

    private List<JsonNode?> Arguments()
    {
        if (++_depth > MaximumDepth)
            throw Invalid();
        Expect('(');
        var arguments = new List<JsonNode?>();
        SkipBlanks();
        if (_at < _text.Length && _text[_at] == ')')
        {
            _at++;
        }
        else
        {
            do
                arguments.Add(Value());
            while (Next() == ',');
            if (_text[_at - 1] != ')')
                throw Invalid();
        }

        _depth--;
        return arguments;
    }

    // A quote in a text is doubled.
    private string Quoted()
    {
        var text = new StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            if (_text[_at] != '\'')
            {
                text.Append(_text[_at]);
            }
            else if (_at + 1 < _text.Length && _text[_at + 1] == '\'')
            {
                text.Append(_text[_at++]);
            }
            else
            {
                _at++;
                return text.ToString();
            }
        }

        throw Invalid();
    }

    private void Expect(char expected)
    {
        if (Next() != expected)
            throw Invalid();
    }

    private char Next()
    {
        SkipBlanks();
        return _at < _text.Length ? _text[_at++] : throw Invalid();
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private TemplateException Invalid() => new($"Unable to parse language expression '{_text}': unexpected text at position '{_at}'.");
}
