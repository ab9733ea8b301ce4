using AksExtensions.Estate;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes names of extensions: those on the line's cluster, or for Find-AksClusterExtension those on all clusters.</summary>
internal sealed class ExtensionNameCompleter : Completer
{
    private const string Create = "New-AksClusterExtension";
    private const string Find = "Find-AksClusterExtension";

    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word) =>
        // New- needs a name that is free, unless -Force overwrites an extension.
        line.Command == Create && !line.Has("Force")
            ? []
            : (tab.Ask(azure => FindAsync(azure, line, word)) ?? [])
                .GroupBy(extension => extension.Name, StringComparer.OrdinalIgnoreCase)
                .Select(same => new Suggestion(same.Key, string.Join("; ", same.Select(Describe).Distinct().Take(5))))
                .OrderBy(suggestion => suggestion.Value, StringComparer.OrdinalIgnoreCase);

    private static string Describe(ClusterExtension extension) => string.Join(
        ", ", new[] { extension.ExtensionType, extension.CurrentVersion ?? extension.PinnedVersion, extension.ProvisioningState }.Where(part => !string.IsNullOrEmpty(part)));

    private static async Task<IReadOnlyList<ClusterExtension>?> FindAsync(AzureKnowledge azure, CommandLine line, TypedWord word) =>
        line.Command == Find
            ? await azure.ExtensionsAsync(
                new ExtensionFilter
                {
                    SubscriptionIds = line.SubscriptionIds, ResourceGroupNames = line.Texts("ResourceGroupName"), ClusterNames = line.Texts("ClusterName"),
                    ExtensionTypes = line.Texts("ExtensionType"),
                },
                wide => wide with { Names = [Pattern(word)] })
            : await azure.ExtensionsAsync(line);
}
