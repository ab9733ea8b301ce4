using System.Collections;
using System.Management.Automation.Language;

namespace AksExtensions.Parameters.Completion;

/// <summary>
/// Reads a command line for completers. PowerShell gives a completer the values that it can evaluate without running anything; this adds
/// splatted hashtables and the pipeline's input, as far as they can be evaluated in the same way.
/// </summary>
internal static class LineReader
{
    /// <summary>Reads the line of a completer.</summary>
    /// <param name="commandName">The command's name.</param>
    /// <param name="commandAst">The command.</param>
    /// <param name="bound">The values of parameters that PowerShell evaluated.</param>
    public static CommandLine Read(string commandName, CommandAst? commandAst, IDictionary bound)
    {
        if (commandAst is null)
        {
            return new(commandName, name => bound[name]);
        }

        var splatted = Splatted(commandName, commandAst);
        var input = bound.Contains("Cluster") ? null : Input(commandAst);
        var piped = input is CommandExpressionAst { Expression: var expression } ? Evaluate(expression) : null;
        return new(commandName, name => bound[name] ?? splatted.GetValueOrDefault(name) ?? (name == "Cluster" ? piped : null))
        {
            Source = input is CommandAst source ? Read(source) : null,
        };
    }

    private static CommandLine? Read(CommandAst commandAst)
    {
        if (commandAst.GetCommandName() is not { } name || Command(name) is not { ModuleName: nameof(AksExtensions) } command)
        {
            return null;
        }

        var bound = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (parameter, value) in StaticParameterBinder.BindCommand(commandAst, resolve: true).BoundParameters)
        {
            bound[parameter] = value.ConstantValue ?? (value.Value is ExpressionAst expression ? Evaluate(expression) : null);
        }

        return Read(command.Name, commandAst, bound);
    }

    // What comes before the command in its pipeline.
    private static CommandBaseAst? Input(CommandAst commandAst) =>
        commandAst.Parent is PipelineAst { PipelineElements: var elements } && elements.IndexOf(commandAst) is > 0 and var at ? elements[at - 1] : null;

    private static Dictionary<string, object?> Splatted(string commandName, CommandAst commandAst)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var variable in commandAst.CommandElements.OfType<VariableExpressionAst>().Where(variable => variable.Splatted))
        {
            if (Variable(variable)?.BaseObject is IDictionary table)
            {
                var command = Command(commandName);
                foreach (var key in table.Keys.OfType<string>())
                {
                    values[FullName(command, key)] = table[key];
                }
            }
        }

        return values;
    }

    // A splatted key may be an alias, or the first letters of a name.
    private static string FullName(CommandInfo? command, string key)
    {
        try
        {
            return command?.ResolveParameter(key)?.Name ?? key;
        }
        catch (ParameterBindingException)
        {
            return key;
        }
    }

    private static CommandInfo? Command(string name) =>
        Tab.Run("param($name) Get-Command -Name $name -ErrorAction Ignore", name).FirstOrDefault()?.BaseObject as CommandInfo;

    // '@name' is '$name' without the splatting. The comma keeps a list in one piece.
    private static PSObject? Variable(VariableExpressionAst variable) => Tab.Run($",${variable.Extent.Text[1..]}").FirstOrDefault();

    // Evaluates what runs no code of anybody: constants, variables, and their properties and elements, as PowerShell does for its completers.
    private static PSObject? Evaluate(ExpressionAst expression) =>
        expression.Find(part => !IsHarmless(part), searchNestedScriptBlocks: true) is null ? Tab.Run($",({expression.Extent.Text})").FirstOrDefault() : null;

    private static bool IsHarmless(Ast part) => part switch
    {
        InvokeMemberExpressionAst => false,
        MemberExpressionAst { Static: false } or IndexExpressionAst or ArrayLiteralAst or ConstantExpressionAst => true,
        VariableExpressionAst { Splatted: false } => true,
        _ => false,
    };
}
