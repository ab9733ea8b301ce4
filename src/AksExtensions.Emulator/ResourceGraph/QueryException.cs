namespace AksExtensions.Emulator.ResourceGraph;

/// <summary>A query that is invalid, or that the emulator does not support.</summary>
internal sealed class QueryException(Token token, string expected)
    : Exception($"Unexpected '{token}' at position {token.Position + 1}; expected {expected}.")
{
    public Token Token { get; } = token;

    public string Expected { get; } = expected;
}
