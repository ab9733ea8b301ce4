using AksExtensions.Catalogue;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes versions of the line's type of extension, newest first.</summary>
internal sealed class ExtensionVersionCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word) =>
        tab.Ask(azure => FindAsync(azure, line)) ?? [];

    private static async Task<IReadOnlyList<Suggestion>?> FindAsync(AzureKnowledge azure, CommandLine line)
    {
        if (await azure.TypeNameAsync(line) is not { } type)
        {
            return null;
        }

        var given = line.Text("ReleaseTrain");
        // No version says which trains it is on, so each train is asked for its own.
        var trains = given is null ? TypeCatalogue.BuiltIn.Find(type)?.ReleaseTrains ?? [] : [given];
        var all = azure.VersionsAsync(line, type, given);
        var onTrains = await Task.WhenAll(trains.Select(async train => (Train: train, Versions: await azure.VersionsAsync(line, type, train))));
        return (await all)
            .OrderByDescending(version => version.Version, Comparer<string>.Create(VersionOrder.Compare))
            .Select((version, at) => new Suggestion(version.Version, Describe(
                type, version.Version, isNewest: at == 0,
                onTrains.Where(on => on.Versions.Any(other => other.Version == version.Version)).Select(on => on.Train).ToArray())))
            .ToArray();
    }

    private static string Describe(string type, string version, bool isNewest, string[] trains) =>
        $"{type} {version}{(isNewest ? ", the newest" : null)}{(trains.Length == 0 ? null : $", on the release train {string.Join(", ", trains)}")}";
}
