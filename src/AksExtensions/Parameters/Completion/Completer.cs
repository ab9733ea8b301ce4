using System.Collections;
using System.Management.Automation.Language;

namespace AksExtensions.Parameters.Completion;

/// <summary>
/// The base of all completers. It suggests what the module knows at once, and adds what Azure answers within the deadline. It writes nothing,
/// never asks anybody to sign in, and hides every failure: without suggestions Tab does nothing.
/// </summary>
internal abstract class Completer : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            if (IsInHashtable(commandAst, wordToComplete))
            {
                return [];
            }

            using var tab = new Tab();
            var word = new TypedWord(wordToComplete);
            return Suggest(tab, LineReader.Read(commandName, commandAst, fakeBoundParameters), word)
                // Azure's answers are external data: a line break in one would submit the line that it is inserted into.
                .Where(suggestion => Fits(suggestion, word) && !suggestion.Value.Any(char.IsControl))
                .DistinctBy(suggestion => suggestion.Value, StringComparer.OrdinalIgnoreCase)
                // The sort is stable: values that begin with the word come first, and each group keeps its order.
                .OrderByDescending(suggestion => word.Begins(suggestion.Value))
                .Select(word.Become)
                .ToArray();
        }
#pragma warning disable CA1031 // Completion must never fail, whatever happens; the command itself reports the error.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    /// <summary>Returns suggestions in the order in which they are shown. Those that do not fit the word are removed afterwards.</summary>
    protected abstract IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word);

    /// <summary>A pattern for all names that begin with the word.</summary>
    protected static string Pattern(TypedWord word) => $"{WildcardPattern.Escape(word.Text)}*";

    /// <summary>A pattern for all names that contain the word.</summary>
    protected static string PatternInside(TypedWord word) => $"*{Pattern(word)}";

    private static bool Fits(Suggestion suggestion, TypedWord word) =>
        word.Begins(suggestion.Value) || (suggestion.SearchText is { } text && word.IsIn(text));

    // In '@{ global.h' PowerShell passes only what follows the period, and replaces only that: any suggestion would become a wrong key.
    private static bool IsInHashtable(CommandAst? commandAst, string? word) =>
        commandAst is not null
        && !string.IsNullOrEmpty(word)
        && commandAst.Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false) is not null
        && !commandAst.CommandElements.SelectMany(Arguments).Any(argument => argument.Extent.Text.StartsWith(word, StringComparison.Ordinal)
            || (argument is StringConstantExpressionAst constant && constant.Value.StartsWith(word, StringComparison.Ordinal)));

    private static IEnumerable<Ast> Arguments(Ast element) => element switch
    {
        CommandParameterAst { Argument: { } argument } => Arguments(argument),
        ArrayLiteralAst array => array.Elements.SelectMany(Arguments),
        ErrorExpressionAst { NestedAst: { } nested } => nested.SelectMany(Arguments),
        HashtableAst => [],
        _ => [element],
    };
}
