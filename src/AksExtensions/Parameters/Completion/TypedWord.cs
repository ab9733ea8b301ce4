using System.Management.Automation.Language;
using System.Text;

namespace AksExtensions.Parameters.Completion;

/// <summary>The word at the cursor. A value replaces it in the quotes that were opened, or in the quotes that the value needs.</summary>
internal sealed class TypedWord
{
    // PowerShell accepts typographic quotes as quotes.
    private const string SingleQuotes = "'\u2018\u2019\u201a\u201b";
    private const string DoubleQuotes = "\"\u201c\u201d\u201e";

    private readonly char? _quote;

    /// <summary>A word as PowerShell passes it: without escapes, and in quotes when one was opened.</summary>
    public TypedWord(string? word)
    {
        word ??= string.Empty;
        _quote = word.Length > 0 && (SingleQuotes + DoubleQuotes).Contains(word[0], StringComparison.Ordinal) ? word[0] : null;
        if (_quote is null)
        {
            Text = word;
            return;
        }

        var quotes = IsDouble(_quote.Value) ? DoubleQuotes : SingleQuotes;
        Text = word.Length > 1 && quotes.Contains(word[^1], StringComparison.Ordinal) ? word[1..^1] : word[1..];
    }

    /// <summary>What was typed, without quotes.</summary>
    public string Text { get; }

    /// <summary>Whether a value begins with the word.</summary>
    public bool Begins(string value) => value.StartsWith(Text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text contains the word.</summary>
    public bool IsIn(string text) => text.Contains(Text, StringComparison.OrdinalIgnoreCase);

    /// <summary>The result with which PowerShell replaces the word.</summary>
    public CompletionResult Become(Suggestion suggestion) => new(
        Written(suggestion.Value), string.IsNullOrWhiteSpace(suggestion.Label) ? suggestion.Value : suggestion.Label, CompletionResultType.ParameterValue,
        string.IsNullOrWhiteSpace(suggestion.ToolTip) ? suggestion.Value : suggestion.ToolTip);

    private static bool IsDouble(char quote) => DoubleQuotes.Contains(quote, StringComparison.Ordinal);

    private string Written(string value) =>
        _quote is { } quote
            ? IsDouble(quote) ? $"\"{EscapeDouble(value)}\"" : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'"
            : IsWord(value) ? value : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";

    // PowerShell's own parser decides whether a value needs quotes.
    private static bool IsWord(string value) =>
        Parser.ParseInput($"x {value}", out _, out var errors) is { EndBlock.Statements: [PipelineAst { PipelineElements: [CommandAst { CommandElements: [_, StringConstantExpressionAst word] }] }] }
        && errors.Length == 0
        && word.StringConstantType == StringConstantType.BareWord
        && word.Value == value;

    private static string EscapeDouble(string value)
    {
        var escaped = new StringBuilder();
        foreach (var character in value)
        {
            _ = character is '`' or '$' || IsDouble(character) ? escaped.Append('`').Append(character) : escaped.Append(character);
        }

        return escaped.ToString();
    }
}
