using System.Management.Automation;
using AksExtensions.Parameters;

namespace AksExtensions.Running;

/// <summary>Warns, once for each, of columns that have the name of a parameter and are not read: what was given must not pass silently.</summary>
internal sealed class UnusedColumns(PSCmdlet cmdlet)
{
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Looks at the columns of one row.</summary>
    public void Look(ClusterTarget target)
    {
        foreach (var column in target.OtherColumns.Where(_seen.Add))
        {
            if (ParameterOf(column) is { } parameter)
            {
                cmdlet.WriteWarning(Messages.ColumnUnused(column, parameter, cmdlet.MyInvocation.MyCommand.Name, cmdlet.IsGiven(parameter)));
            }
        }
    }

    private string? ParameterOf(string column) => cmdlet.MyInvocation.MyCommand.Parameters.Values
        .FirstOrDefault(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name)
            && parameter.Aliases.Prepend(parameter.Name).Any(name => Spelling.IsSame(column, name)))?.Name;
}
