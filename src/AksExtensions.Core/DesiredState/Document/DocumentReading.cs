namespace AksExtensions.DesiredState;

/// <summary>An error in a document.</summary>
/// <param name="Place">The position.</param>
/// <param name="Text">What is wrong and how to correct it. Contains no value that could be a secret.</param>
internal sealed record DocumentFault(DocumentPlace Place, string Text)
{
    /// <summary>Place and text.</summary>
    public override string ToString() => $"{Place}: {char.ToUpperInvariant(Text[0])}{Text[1..]}";
}

/// <summary>The result of parsing a document.</summary>
/// <param name="Root">The outermost node; null when there is none.</param>
/// <param name="Faults">The YAML errors of the document.</param>
/// <param name="IsComplete">Whether the parser reached the end. If it did not, fields can be missing without being an error.</param>
internal sealed record DocumentReading(DocumentNode? Root, IReadOnlyList<DocumentFault> Faults, bool IsComplete);

/// <summary>Parses a document. Implemented with the YAML library, in the module's private load context.</summary>
internal interface IDocumentParser
{
    /// <summary>Parses YAML, which includes JSON. Never throws because of the text.</summary>
    /// <param name="text">The document.</param>
    DocumentReading Parse(string text);
}

/// <summary>The limits of a document. A few lines can describe a structure that fills the memory.</summary>
internal static class DocumentLimits
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaximumBytes = 1024 * 1024;

    /// <summary>The maximum depth of nested lists and mappings.</summary>
    public const int MaximumDepth = 32;

    /// <summary>The maximum number of nodes. Nodes of an alias count each time.</summary>
    public const int MaximumNodes = 100_000;

    /// <summary>The maximum number of errors that are reported.</summary>
    public const int MaximumFaults = 100;
}
