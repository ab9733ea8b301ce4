namespace AksExtensions.Emulator.ResourceGraph;

internal enum TokenKind
{
    End,
    Word,
    Text,
    Number,
    Symbol,
}

/// <summary>A word, literal or sign of a query.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Its text; the content of a literal.</param>
/// <param name="Position">Where it starts, counted from 0.</param>
internal readonly record struct Token(TokenKind Kind, string Value, int Position)
{
    public bool IsWord(string word) => Kind == TokenKind.Word && Value == word;

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Value == symbol;

    public override string ToString() => Kind == TokenKind.End ? "<EOF>" : Value;
}
