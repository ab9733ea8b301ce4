using AksExtensions.Commands;

namespace AksExtensions.Running;

/// <summary>Warns once about each column that has the name of a parameter and is not used. Input must not be ignored silently.</summary>
internal sealed class UnusedColumns(PSCmdlet cmdlet)
{
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks the columns of one row.</summary>
    public void Look(ClusterTarget target)
    {
        if (target.Columns.IsExport)
        {
            LookAtExport(target.Columns.Others);
            return;
        }

        foreach (var column in target.Columns.Others.Where(_seen.Add))
        {
            if (ParameterOf(column) is { } parameter && !IsUsed(parameter))
            {
                cmdlet.WriteWarning(Messages.ColumnUnused(column, parameter, cmdlet.MyInvocation.MyCommand.Name, cmdlet.IsGiven(parameter)));
            }
        }
    }

    // Columns of an exported table describe what is installed, and not what is requested.
    private void LookAtExport(IReadOnlyList<string> columns)
    {
        var named = columns.Where(column => ParameterOf(column) is not null).ToList();
        if (named.Count > 0 && _seen.Add(string.Empty))
        {
            cmdlet.WriteWarning(Messages.ExportUnused(named));
        }
    }

    private bool IsUsed(string parameter) => cmdlet switch
    {
        SettingsClusterCmdlet => RowOptions.Names.Contains(parameter),
        TestAksClusterExtensionCommand { ExtensionType: not null } => parameter is nameof(TestAksClusterExtensionCommand.Version) or nameof(TestAksClusterExtensionCommand.ReleaseTrain),
        _ => false,
    } && !cmdlet.IsGiven(parameter);

    private string? ParameterOf(string column) => cmdlet.MyInvocation.MyCommand.Parameters.Values
        .FirstOrDefault(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name)
            && parameter.Aliases.Prepend(parameter.Name).Any(name => Spelling.IsSame(column, name)))?.Name;
}
