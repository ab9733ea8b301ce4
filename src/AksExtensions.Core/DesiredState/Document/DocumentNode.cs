namespace AksExtensions.DesiredState;

/// <summary>A position in a document. Both numbers start at 1, as in editors.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The column, in characters.</param>
internal readonly record struct DocumentPlace(int Line, int Column) : IComparable<DocumentPlace>
{
    /// <summary>The beginning of the document.</summary>
    public static DocumentPlace Start { get; } = new(1, 1);

    /// <inheritdoc/>
    public int CompareTo(DocumentPlace other) => Line != other.Line ? Line.CompareTo(other.Line) : Column.CompareTo(other.Column);

    /// <summary>Line and column in words.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {Line}, column {Column}");
}

/// <summary>One node of a document, independent of the library that parsed it.</summary>
/// <param name="Place">Where it begins.</param>
internal abstract record DocumentNode(DocumentPlace Place)
{
    /// <summary>The kind of node, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A text, number, Boolean or null.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Text">The text as written: <c>1.10</c> stays <c>1.10</c>.</param>
/// <param name="IsQuoted">Whether it is quoted, and therefore a string.</param>
internal sealed record ScalarNode(DocumentPlace Place, string Text, bool IsQuoted) : DocumentNode(Place)
{
    /// <summary>Whether it is null, in any of YAML's notations.</summary>
    public bool IsNull => !IsQuoted && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string Kind => IsNull ? "empty" : "a single value";
}

/// <summary>A list.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Items">Its items.</param>
internal sealed record SequenceNode(DocumentPlace Place, IReadOnlyList<DocumentNode> Items) : DocumentNode(Place)
{
    /// <inheritdoc/>
    public override string Kind => "a list";
}

/// <summary>Keys with values. Each key occurs once.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Entries">Its entries, in the order of the document.</param>
internal sealed record MappingNode(DocumentPlace Place, IReadOnlyList<DocumentEntry> Entries) : DocumentNode(Place)
{
    /// <inheritdoc/>
    public override string Kind => "a mapping";
}

/// <summary>A key and its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Place">Where the key is.</param>
/// <param name="Value">The value.</param>
/// <param name="IsQuoted">Whether the key is quoted.</param>
internal sealed record DocumentEntry(string Key, DocumentPlace Place, DocumentNode Value, bool IsQuoted = false);

/// <summary>A node that could not be read. Its fault has already been reported.</summary>
/// <param name="Place">Where it is.</param>
internal sealed record BrokenNode(DocumentPlace Place) : DocumentNode(Place)
{
    /// <inheritdoc/>
    public override string Kind => "unreadable";
}
