namespace AksExtensions.Emulator.ResourceGraph;

/// <summary>Rows and their columns.</summary>
internal sealed record RowSet(IReadOnlyList<string> Columns, IReadOnlyList<Row> Rows);

/// <summary>A step of a query.</summary>
internal abstract record Stage
{
    public abstract RowSet Run(RowSet input);
}

internal sealed record Where(Expression Condition) : Stage
{
    public override RowSet Run(RowSet input) => input with { Rows = [.. input.Rows.Where(Condition.IsTrue)] };
}

internal sealed record Project(IReadOnlyList<(string Name, Expression Value)> Items) : Stage
{
    public override RowSet Run(RowSet input) => new(
        [.. Items.Select(i => i.Name)],
        [.. input.Rows.Select(row => new ProjectedRow(Items.ToDictionary(i => i.Name, i => i.Value.Evaluate(row))))]);
}

internal sealed record Extend(IReadOnlyList<(string Name, Expression Value)> Items) : Stage
{
    public override RowSet Run(RowSet input) => new(
        [.. input.Columns.Union(Items.Select(i => i.Name))],
        [.. input.Rows.Select(row => new ExtendedRow(row, Items.ToDictionary(i => i.Name, i => i.Value.Evaluate(row))))]);
}

internal sealed record OrderBy(IReadOnlyList<(Expression Value, bool Descending)> Keys) : Stage
{
    public override RowSet Run(RowSet input)
    {
        IOrderedEnumerable<Row>? ordered = null;
        foreach (var (value, descending) in Keys)
        {
            object? Key(Row row) => value.Evaluate(row);
            ordered = (ordered, descending) switch
            {
                (null, false) => input.Rows.OrderBy(Key, ValueComparer.Instance),
                (null, true) => input.Rows.OrderByDescending(Key, ValueComparer.Instance),
                (_, false) => ordered.ThenBy(Key, ValueComparer.Instance),
                (_, true) => ordered.ThenByDescending(Key, ValueComparer.Instance),
            };
        }

        return input with { Rows = [.. ordered!] };
    }
}

internal sealed record Limit(int Count) : Stage
{
    public override RowSet Run(RowSet input) => input with { Rows = [.. input.Rows.Take(Count)] };
}

internal sealed record Count : Stage
{
    public override RowSet Run(RowSet input) =>
        new(["Count"], [new ProjectedRow(new Dictionary<string, object?> { ["Count"] = (double)input.Rows.Count })]);
}

/// <summary>A table and the steps that its rows pass.</summary>
internal sealed record Query(string Table, IReadOnlyList<Stage> Stages)
{
    public RowSet Run(RowSet table)
    {
        foreach (var stage in Stages)
            table = stage.Run(table);
        return table;
    }
}

/// <summary>Compares numbers by size and everything else by its text.</summary>
internal sealed class ValueComparer : IComparer<object?>
{
    public static readonly ValueComparer Instance = new();

    public int Compare(object? x, object? y) =>
        x is double a && y is double b ? a.CompareTo(b) : string.Compare(Values.Text(x), Values.Text(y), StringComparison.Ordinal);
}
