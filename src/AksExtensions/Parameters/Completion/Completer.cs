using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace AksExtensions.Parameters.Completion;

/// <summary>
/// What all completers share. What is known without Azure is always there; what Azure says comes to it when it is said in time. Nothing is
/// written, nobody is asked to sign in, and no failure shows: without suggestions a Tab does nothing.
/// </summary>
internal abstract class Completer : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            using var tab = new Tab();
            var word = new TypedWord(wordToComplete);
            var piped = fakeBoundParameters.Contains("Cluster") ? null : Piped(commandAst);
            var line = new CommandLine(commandName, name => fakeBoundParameters[name] ?? (name == "Cluster" ? piped : null));
            return Suggest(tab, line, word)
                // What Azure says is data from outside: a line break would end the line that it is put into.
                .Where(suggestion => word.Begins(suggestion.Value) && !suggestion.Value.Any(char.IsControl))
                .DistinctBy(suggestion => suggestion.Value, StringComparer.OrdinalIgnoreCase)
                .Select(word.Become)
                .ToArray();
        }
#pragma warning disable CA1031 // A Tab must never end in an error, whatever it is; the command itself will tell.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    /// <summary>What may be meant, in the order in which it is shown. The word need not be looked at: what does not fit it is left out later.</summary>
    protected abstract IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word);

    /// <summary>A pattern of all names that begin like the word.</summary>
    protected static string Pattern(TypedWord word) => $"{WildcardPattern.Escape(word.Text)}*";

    // '$cluster | Get-AksClusterExtension -Name <Tab>': the value of a variable is known before anything runs.
    private static PSObject? Piped(CommandAst commandAst) =>
        commandAst?.Parent is PipelineAst { PipelineElements: [CommandExpressionAst { Expression: VariableExpressionAst variable }, var second] } && second == commandAst
            ? Tab.Run("param($name) , $ExecutionContext.SessionState.PSVariable.GetValue($name)", variable.VariablePath.UserPath).FirstOrDefault()
            : null;
}
