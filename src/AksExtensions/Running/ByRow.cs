using AksExtensions.Commands;

namespace AksExtensions.Running;

/// <summary>What a command does with its clusters, made once for all rows that have the same options.</summary>
/// <typeparam name="T">What the command does.</typeparam>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="make">Makes and checks it. Gets the warnings that were written already, so that rows do not repeat them.</param>
internal sealed class ByRow<T>(SettingsClusterCmdlet cmdlet, Func<RowOptions, ISet<string>, T> make)
    where T : class
{
    private readonly Dictionary<RowOptions, T> _made = [];
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>What applies where a row says nothing.</summary>
    /// <exception cref="AksExtensionException">The parameters contradict each other, or a rule of the type.</exception>
    public T Given => Of(RowColumns.None);

    /// <summary>Everything that was made.</summary>
    public IEnumerable<T> All => _made.Values;

    /// <summary>What applies to one row.</summary>
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
