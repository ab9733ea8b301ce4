namespace AksExtensions.Emulator.ResourceGraph;

/// <summary>A row. Values are computed on request, because most rows of a large estate are only filtered.</summary>
internal abstract class Row
{
    public abstract object? Get(string column);
}

/// <summary>A row that a query created.</summary>
internal sealed class ProjectedRow(Dictionary<string, object?> values) : Row
{
    public override object? Get(string column) => values.GetValueOrDefault(column);
}

/// <summary>A row that adds columns to another.</summary>
internal sealed class ExtendedRow(Row inner, Dictionary<string, object?> added) : Row
{
    public override object? Get(string column) => added.TryGetValue(column, out var value) ? value : inner.Get(column);
}
