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
/// <param name="Kind">The kind.</param>
/// <param name="Value">The text; of a literal, its content.</param>
/// <param name="Position">The start position, counted from 0.</param>
internal readonly record struct Token(TokenKind Kind, string Value, int Position)
{
    public bool IsWord(string word) => Kind == TokenKind.Word && Value == word;

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Value == symbol;

    public override string ToString() => Kind == TokenKind.End ? "<EOF>" : Value;
}
