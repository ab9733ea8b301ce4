namespace AksExtensions.Parameters;

/// <summary>The values of a row other than its cluster.</summary>
/// <param name="Others">The columns that say nothing about the cluster and have a value.</param>
/// <param name="Options">The values of the columns that a command can use as options of that row, by the names of <see cref="RowOptions"/>.</param>
/// <param name="IsExport">Whether the row describes an installed extension, as exports do. Its columns are then not options.</param>
internal sealed record RowColumns(IReadOnlyList<string> Others, IReadOnlyDictionary<string, string> Options, bool IsExport)
{
    /// <summary>Those of an input that is not a row.</summary>
    public static RowColumns None { get; } = new([], new Dictionary<string, string>(), false);
}
