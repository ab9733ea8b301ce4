using AksExtensions.Catalogue;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes versions of the line's type of extension, newest first.</summary>
internal sealed class ExtensionVersionCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word) =>
        (tab.Ask(azure => FindAsync(azure, line)) ?? [])
            .OrderByDescending(version => version.Version, Comparer<string>.Create(VersionOrder.Compare))
            .Select((version, at) => new Suggestion(
                version.Version,
                $"{version.ExtensionType} {version.Version} on the release train {line.Text("ReleaseTrain") ?? "that is the service's default"}{(at == 0 ? ", the newest" : null)}"));

    private static async Task<IReadOnlyList<ExtensionTypeVersionInfo>?> FindAsync(AzureKnowledge azure, CommandLine line) =>
        await azure.TypeNameAsync(line) is { } type ? await azure.VersionsAsync(line, type) : null;
}
