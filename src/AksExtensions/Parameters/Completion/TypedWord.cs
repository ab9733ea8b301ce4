using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;

namespace AksExtensions.Parameters.Completion;

/// <summary>The word at the cursor, and how a value takes its place: in the quotes that were opened, or in those that it needs.</summary>
internal sealed class TypedWord
{
    // PowerShell takes typographic quotes for what they look like.
    private const string SingleQuotes = "'\u2018\u2019\u201a\u201b";
    private const string DoubleQuotes = "\"\u201c\u201d\u201e";

    private readonly char? _quote;

    /// <summary>A word as PowerShell hands it over: without escapes, and between quotes when one was opened.</summary>
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

    /// <summary>Whether a value goes on as the word began.</summary>
    public bool Begins(string value) => value.StartsWith(Text, StringComparison.OrdinalIgnoreCase);

    /// <summary>What PowerShell puts in the place of the word.</summary>
    public CompletionResult Become(Suggestion suggestion) => new(
        Written(suggestion.Value), suggestion.Value, CompletionResultType.ParameterValue,
        string.IsNullOrWhiteSpace(suggestion.ToolTip) ? suggestion.Value : suggestion.ToolTip);

    private static bool IsDouble(char quote) => DoubleQuotes.Contains(quote, StringComparison.Ordinal);

    private string Written(string value) =>
        _quote is { } quote
            ? IsDouble(quote) ? $"\"{EscapeDouble(value)}\"" : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'"
            : IsWord(value) ? value : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";

    // PowerShell itself says what it would read as one plain word.
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
