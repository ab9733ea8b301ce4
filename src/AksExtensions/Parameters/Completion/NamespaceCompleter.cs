using AksExtensions.Catalogue;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes the namespace of a release: the one that the line's type of extension uses by default.</summary>
internal sealed class NamespaceCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word) =>
        line.Name("ExtensionType") is { } name && TypeCatalogue.BuiltIn.Find(name) is { DefaultNamespace: { } known } type
            ? [new(known, $"The default namespace of {type.DisplayName}.")]
            : [];
}
