using AksExtensions.Catalogue;

namespace AksExtensions.Parameters.Completion;

/// <summary>
/// Completes release trains: those that the module knows of the line's type of extension, and those that extensions of that type on the
/// cluster use. Azure has no list of trains.
/// </summary>
internal sealed class ReleaseTrainCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word)
    {
        var used = tab.Ask(azure => FindAsync(azure, line));
        var type = line.ExtensionType ?? used?.Type;
        var owners = type is null ? TypeCatalogue.BuiltIn.All : TypeCatalogue.BuiltIn.Find(type) is { } one ? [one] : [];
        return owners
            .SelectMany(owner => owner.ReleaseTrains.Select((train, at) => (Train: train, Of: owner.DisplayName + (at == 0 ? " (the default)" : null))))
            .GroupBy(known => known.Train, StringComparer.OrdinalIgnoreCase)
            .Select(same => new Suggestion(same.Key, $"Has versions of {string.Join(", ", same.Select(known => known.Of))}."))
            .Concat(used?.Trains.Select(train => new Suggestion(train, $"{used.Type} on this cluster is on it.")) ?? []);
    }

    private static async Task<TrainsInUse?> FindAsync(AzureKnowledge azure, CommandLine line) =>
        await azure.TypeNameAsync(line) is { } type
            ? new(type, (await azure.ExtensionsAsync(line))
                .Where(extension => type.Equals(extension.ExtensionType, StringComparison.OrdinalIgnoreCase))
                .Select(extension => extension.ReleaseTrain)
                .OfType<string>()
                .Where(train => train.Length > 0)
                .ToArray())
            : null;

    private sealed record TrainsInUse(string Type, IReadOnlyList<string> Trains);
}
