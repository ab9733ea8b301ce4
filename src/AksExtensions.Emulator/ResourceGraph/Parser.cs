using System.Globalization;
using System.Text.RegularExpressions;

namespace AksExtensions.Emulator.ResourceGraph;

/// <summary>Parses a query. Unsupported syntax is refused at its first token, never ignored.</summary>
internal sealed class Parser
{
    private readonly List<Token> _tokens;
    private HashSet<string> _columns = [];
    private int _at;

    private Parser(List<Token> tokens) => _tokens = tokens;

    private Token Current => _tokens[_at];

    /// <param name="text">The query.</param>
    /// <param name="columnsOf">The columns of a table; null when the table does not exist.</param>
    public static Query Parse(string text, Func<string, IReadOnlyList<string>?> columnsOf)
    {
        var parser = new Parser(Lexer.Read(text));
        var table = parser.Take(TokenKind.Word, "a table");
        var columns = columnsOf(table.Value)
            ?? throw new QueryException(table, "the table 'resources' or 'kubernetesconfigurationresources'");
        parser._columns = [.. columns];
        var stages = new List<Stage>();
        while (parser.Current.Kind != TokenKind.End)
        {
            parser.TakeSymbol("|");
            stages.Add(parser.Stage());
        }

        return new Query(table.Value, stages);
    }

    private Stage Stage()
    {
        var word = Take(TokenKind.Word, "an operator");
        switch (word.Value)
        {
            case "where":
                return new Where(Disjunction());
            case "project":
                var projected = Items(named: false);
                _columns = [.. projected.Select(i => i.Name)];
                return new Project(projected);
            case "extend":
                var added = Items(named: true);
                _columns.UnionWith(added.Select(i => i.Name));
                return new Extend(added);
            case "order" or "sort":
                TakeWord("by");
                return new OrderBy(Keys());
            case "limit" or "take":
                return new Limit(TakeNumber());
            case "count":
                _columns = ["Count"];
                return new Count();
            default:
                throw new QueryException(word, "where, project, extend, order by, limit, take or count");
        }
    }

    private List<(string Name, Expression Value)> Items(bool named)
    {
        var items = new List<(string, Expression)>();
        do
            items.Add(Item(named));
        while (TrySymbol(","));
        return items;
    }

    private (string Name, Expression Value) Item(bool named)
    {
        if (Current.Kind == TokenKind.Word && _tokens[_at + 1].IsSymbol("="))
        {
            var name = Take(TokenKind.Word, "a name").Value;
            TakeSymbol("=");
            return (name, Disjunction());
        }

        if (named)
            throw new QueryException(_tokens[_at + 1], "'=' after a name");
        var start = Current;
        var value = Operand();
        return (NameOf(value) ?? throw new QueryException(start, "a name and '=' before an expression"), value);
    }

    /// <summary>The default name of a column: the joined parts of its path.</summary>
    private static string? NameOf(Expression value) => value switch
    {
        Column column => column.Name,
        Member member when NameOf(member.Target) is { } target => $"{target}_{member.Name}",
        Call call => NameOf(call.Argument),
        _ => null,
    };

    private List<(Expression Value, bool Descending)> Keys()
    {
        var keys = new List<(Expression, bool)>();
        do
        {
            var value = Operand();
            // The default of the language is descending.
            var descending = !TryWord("asc");
            if (descending)
                TryWord("desc");
            keys.Add((value, descending));
        }
        while (TrySymbol(","));
        return keys;
    }

    private Expression Disjunction()
    {
        var left = Conjunction();
        while (TryWord("or"))
            left = new Either(left, Conjunction());
        return left;
    }

    private Expression Conjunction()
    {
        var left = Comparison();
        while (TryWord("and"))
            left = new Both(left, Comparison());
        return left;
    }

    private Expression Comparison()
    {
        var left = Operand();
        var sign = Current;
        if (sign.Kind is not (TokenKind.Word or TokenKind.Symbol))
            return left;
        switch (sign.Value)
        {
            case "in" or "in~" or "!in" or "!in~":
                _at++;
                return new OneOf(
                    left,
                    List(),
                    sign.Value.EndsWith('~') ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal,
                    sign.Value[0] == '!');
            case "matches":
                _at++;
                TakeWord("regex");
                return new Match(left, Pattern());
        }

        if (Operators.Comparison(sign.Value) is not var (test, negated))
            return left;
        _at++;
        return new Comparison(left, test, Operand(), negated);
    }

    private List<Expression> List()
    {
        var items = new List<Expression>();
        TakeSymbol("(");
        do
            items.Add(Operand());
        while (TrySymbol(","));
        TakeSymbol(")");
        return items;
    }

    private Regex Pattern()
    {
        var token = Take(TokenKind.Text, "a string with a regular expression");
        try
        {
            return new Regex(token.Value, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException)
        {
            throw new QueryException(token, "a regular expression");
        }
    }

    private Expression Operand()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Text:
                _at++;
                return new Constant(token.Value);
            case TokenKind.Number:
                return new Constant((double)TakeNumber());
            case TokenKind.Symbol when TrySymbol("("):
                var inner = Disjunction();
                TakeSymbol(")");
                return inner;
            case TokenKind.Word:
                return Named(token);
            default:
                throw new QueryException(token, "a column, a literal or a function");
        }
    }

    private Expression Named(Token token)
    {
        _at++;
        if (token.Value is "true" or "false")
            return new Constant(token.Value == "true");
        if (TrySymbol("("))
        {
            var function = Operators.Function(token.Value) ?? throw new QueryException(token, "a function that the emulator knows");
            var argument = Disjunction();
            TakeSymbol(")");
            return new Call(function, argument);
        }

        return _columns.Contains(token.Value) ? Path(new Column(token.Value)) : throw new QueryException(token, "a column of this table");
    }

    private Expression Path(Expression start)
    {
        while (true)
        {
            if (TrySymbol("."))
                start = new Member(start, Take(TokenKind.Word, "a property").Value);
            else if (TrySymbol("["))
                start = Subscript(start);
            else
                return start;
        }
    }

    private Expression Subscript(Expression target)
    {
        Expression result = Current.Kind == TokenKind.Number
            ? new Item(target, TakeNumber())
            : new Member(target, Take(TokenKind.Text, "a property's name in quotes or a number").Value);
        TakeSymbol("]");
        return result;
    }

    private Token Take(TokenKind kind, string expected)
    {
        if (Current.Kind != kind)
            throw new QueryException(Current, expected);
        return _tokens[_at++];
    }

    private int TakeNumber()
    {
        var token = Take(TokenKind.Number, "a number");
        return int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new QueryException(token, "a smaller number");
    }

    private void TakeSymbol(string symbol)
    {
        if (!TrySymbol(symbol))
            throw new QueryException(Current, $"'{symbol}'");
    }

    private void TakeWord(string word)
    {
        if (!TryWord(word))
            throw new QueryException(Current, $"'{word}'");
    }

    private bool TrySymbol(string symbol) => Try(Current.IsSymbol(symbol));

    private bool TryWord(string word) => Try(Current.IsWord(word));

    private bool Try(bool matches)
    {
        if (matches)
            _at++;
        return matches;
    }
}
