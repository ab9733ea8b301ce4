using AksExtensions.Catalogue;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes versions of the line's type of extension, newest first: only those that can be installed from the line's release train.</summary>
internal sealed class ExtensionVersionCompleter : Completer
{
    private const string Browse = "Get-AksClusterExtensionTypeVersion";
    private const string DefaultTrain = "stable";

    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word) =>
        tab.Ask(azure => FindAsync(azure, line)) ?? [];

    private static async Task<IReadOnlyList<Suggestion>?> FindAsync(AzureKnowledge azure, CommandLine line)
    {
        if (await azure.TypeNameAsync(line) is not { } type)
        {
            return null;
        }

        var known = TypeCatalogue.BuiltIn.Find(type)?.ReleaseTrains ?? [];
        if (line.Command == Browse && line.Text("ReleaseTrain") is null)
        {
            // No version says which trains it is on, so each train is asked for its own.
            var trains = await Task.WhenAll(known.Select(async train => (Train: train, Versions: await azure.VersionsAsync(line, type, train))));
            return Suggest(type, await azure.VersionsAsync(line, type, null), version =>
                trains.Where(on => on.Versions.Any(other => other.Version == version)).Select(on => on.Train));
        }

        // A version of another train is refused.
        var train = line.Text("ReleaseTrain") ?? await TrainInUseAsync(azure, line) ?? (known.Count > 0 ? known[0] : DefaultTrain);
        return Suggest(type, await azure.VersionsAsync(line, type, train), _ => [train]);
    }

    private static async Task<string?> TrainInUseAsync(AzureKnowledge azure, CommandLine line) =>
        (await azure.ExtensionAsync(line))?.ReleaseTrain is { Length: > 0 } train ? train : null;

    private static Suggestion[] Suggest(string type, IEnumerable<ExtensionTypeVersionInfo> versions, Func<string, IEnumerable<string>> trains) =>
        versions
            .OrderByDescending(version => version.Version, Comparer<string>.Create(VersionOrder.Compare))
            .Select((version, at) => new Suggestion(version.Version, Describe(type, version.Version, isNewest: at == 0, trains(version.Version).ToArray())))
            .ToArray();

    private static string Describe(string type, string version, bool isNewest, string[] trains) =>
        $"{type} {version}{(isNewest ? ", the newest" : null)}{(trains.Length == 0 ? null : $", on the release train {string.Join(", ", trains)}")}";
}
