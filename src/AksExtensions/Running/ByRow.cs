using AksExtensions.Commands;

namespace AksExtensions.Running;

/// <summary>What a command does with its clusters, created once for all rows with the same options.</summary>
/// <typeparam name="T">The type of the action.</typeparam>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="make">Creates and checks the action. Receives the warnings that have been written, so that rows do not repeat them.</param>
internal sealed class ByRow<T>(SettingsClusterCmdlet cmdlet, Func<RowOptions, ISet<string>, T> make)
    where T : class
{
    private readonly Dictionary<RowOptions, T> _made = [];
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>The action for rows without options.</summary>
    /// <exception cref="AksExtensionException">The parameters contradict each other, or a rule of the type.</exception>
    public T Given => Of(RowColumns.None);

    /// <summary>All actions.</summary>
    public IEnumerable<T> All => _made.Values;

    /// <summary>The action for one row.</summary>
    /// <exception cref="AksExtensionException">Its options contradict each other, the parameters or a rule of the type.</exception>
    public T Of(RowColumns columns)
    {
        var options = RowOptions.Of(cmdlet, columns);
        if (!_made.TryGetValue(options, out var made))
        {
            _made[options] = made = make(options, _said);
        }

        return made;
    }
}
