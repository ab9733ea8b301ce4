namespace AksExtensions.DesiredState;

/// <summary>Something that is wrong with a document.</summary>
/// <param name="Place">Where.</param>
/// <param name="Text">What is wrong and what to write instead. Holds no value that may be a secret.</param>
internal sealed record DocumentFault(DocumentPlace Place, string Text)
{
    /// <summary>Place and text.</summary>
    public override string ToString() => $"{Place}: {char.ToUpperInvariant(Text[0])}{Text[1..]}";
}

/// <summary>What a parser made of a document.</summary>
/// <param name="Root">The outermost node; null when there is none.</param>
/// <param name="Faults">What is wrong with the document as YAML.</param>
/// <param name="IsComplete">Whether the parser reached the end. Of a part, what is missing says nothing.</param>
internal sealed record DocumentReading(DocumentNode? Root, IReadOnlyList<DocumentFault> Faults, bool IsComplete);

/// <summary>Parses a document: implemented beside the YAML library, in the module's private load context.</summary>
internal interface IDocumentParser
{
    /// <summary>Parses YAML, which JSON is too. Never throws because of the text.</summary>
    /// <param name="text">The document.</param>
    DocumentReading Parse(string text);
}

/// <summary>How much of a document is read. A document of a few lines can describe a structure that fills the memory.</summary>
internal static class DocumentLimits
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaximumBytes = 1024 * 1024;

    /// <summary>How deep lists and mappings may be nested.</summary>
    public const int MaximumDepth = 32;

    /// <summary>How many nodes a document may have, those of each alias counted again.</summary>
    public const int MaximumNodes = 100_000;

    /// <summary>How many faults are reported.</summary>
    public const int MaximumFaults = 100;
}
