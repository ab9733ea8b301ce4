using System.Text;

namespace AksExtensions.Emulator.ResourceGraph;

/// <summary>Splits a query into tokens.</summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] Symbols = ["==", "!=", "=~", "!~", "=", "|", "(", ")", "[", "]", ",", "."];

    private int _at;

    public static List<Token> Read(string text)
    {
        var lexer = new Lexer(text);
        var tokens = new List<Token>();
        do
            tokens.Add(lexer.Next());
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private Token Next()
    {
        SkipBlanks();
        var start = _at;
        if (_at == text.Length)
            return new Token(TokenKind.End, "", start);
        var c = text[_at];
        if (c is '\'' or '"')
            return new Token(TokenKind.Text, Literal(c), start);
        if (c == '@' && Peek(1) is '\'' or '"')
            return new Token(TokenKind.Text, VerbatimLiteral(), start);
        if (char.IsAsciiDigit(c))
            return new Token(TokenKind.Number, TakeWhile(char.IsAsciiDigit), start);
        if (IsWordStart(c))
            return new Token(TokenKind.Word, Word(), start);
        // !contains, !in~ and similar operators are words after a sign.
        if (c == '!' && IsWordStart(Peek(1)))
        {
            _at++;
            return new Token(TokenKind.Word, "!" + Word(), start);
        }

        var symbol = Array.Find(Symbols, s => text.AsSpan(_at).StartsWith(s))
            ?? throw new QueryException(new Token(TokenKind.Symbol, c.ToString(), start), "an operator, a name or a literal");
        _at += symbol.Length;
        return new Token(TokenKind.Symbol, symbol, start);
    }

    private string Word()
    {
        var word = TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (word != "in" || Peek(0) != '~')
            return word;
        _at++;
        return "in~";
    }

    private string Literal(char quote)
    {
        var start = _at++;
        var value = new StringBuilder();
        while (_at < text.Length && text[_at] != quote)
        {
            var c = text[_at++];
            if (c == '\\' && _at < text.Length)
            {
                c = text[_at++] switch
                {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    var escaped => escaped,
                };
            }

            value.Append(c);
        }

        Close(start);
        return value.ToString();
    }

    /// <summary>@'...': backslashes are literal, and a doubled quote is one quote.</summary>
    private string VerbatimLiteral()
    {
        var start = _at++;
        var quote = text[_at++];
        var value = new StringBuilder();
        while (_at < text.Length && (text[_at] != quote || Peek(1) == quote))
        {
            if (text[_at] == quote)
                _at++;
            value.Append(text[_at++]);
        }

        Close(start);
        return value.ToString();
    }

    private void Close(int start)
    {
        if (_at >= text.Length)
            throw new QueryException(new Token(TokenKind.Text, text[start..], start), "the end of the string literal");
        _at++;
    }

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(text[_at]))
                _at++;
            else if (text[_at] == '/' && Peek(1) == '/')
                TakeWhile(c => c != '\n');
            else
                return;
        }
    }

    private string TakeWhile(Func<char, bool> accept)
    {
        var start = _at;
        while (_at < text.Length && accept(text[_at]))
            _at++;
        return text[start.._at];
    }

    private char Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_';
}
