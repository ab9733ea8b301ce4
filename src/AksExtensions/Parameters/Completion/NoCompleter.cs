using System.Collections;
using System.Management.Automation.Language;

namespace AksExtensions.Parameters.Completion;

/// <summary>Suggests nothing.</summary>
internal sealed class NoCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) => [];
}
