using System.Collections;
using System.Management.Automation.Language;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes <c>$true</c> and <c>$false</c>, which are variables and must not be quoted like other values.</summary>
internal sealed class BooleanCompleter : IArgumentCompleter
{
    private static readonly string[] Values = ["$true", "$false"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Values
            .Where(value => value.TrimStart('$').StartsWith(wordToComplete.TrimStart('$'), StringComparison.OrdinalIgnoreCase))
            .Select(value => new CompletionResult(value));
}
