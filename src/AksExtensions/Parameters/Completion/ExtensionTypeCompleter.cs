using AksExtensions.Catalogue;
using AksExtensions.Estate;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes types of extension: those that the module knows, and those that Azure offers for the line's cluster or region.</summary>
internal sealed class ExtensionTypeCompleter : Completer
{
    private const string Find = "Find-AksClusterExtension";

    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word)
    {
        var kind = line.Text("ClusterType") is null ? null : ClusterTypeInfo.Of(line.ClusterType).ResourceType;
        return TypeCatalogue.BuiltIn.All
            .Where(type => kind is null || type.ClusterTypes.Contains(kind, StringComparer.OrdinalIgnoreCase))
            .Select(type => new Suggestion(type.Name, $"{type.DisplayName}: {type.Description}"))
            // Of two with the same name the first is kept: the module's own descriptions are better.
            .Concat(tab.Ask(azure => FindAsync(azure, line, word)) ?? [])
            .DistinctBy(suggestion => suggestion.Value, StringComparer.OrdinalIgnoreCase)
            .OrderBy(suggestion => suggestion.Value, StringComparer.OrdinalIgnoreCase)
            .Select(suggestion => suggestion with { SearchText = suggestion.Value });
    }

    private static async Task<IReadOnlyList<Suggestion>?> FindAsync(AzureKnowledge azure, CommandLine line, TypedWord word) =>
        line.Command == Find
            ? (await azure.ExtensionsAsync(
                    new ExtensionFilter { SubscriptionIds = line.SubscriptionIds, ResourceGroupNames = line.Texts("ResourceGroupName") },
                    wide => wide with { ExtensionTypes = [PatternInside(word)] }))
                .Where(extension => !string.IsNullOrEmpty(extension.ExtensionType))
                .Select(extension => new Suggestion(extension.ExtensionType!, "Installed on a cluster."))
                .ToArray()
            : (await azure.TypesAsync(line)).Select(type => new Suggestion(type.Name, type.Description)).ToArray();
}
