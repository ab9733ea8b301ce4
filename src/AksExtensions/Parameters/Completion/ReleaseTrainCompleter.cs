using System.Collections;
using AksExtensions.Catalogue;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes release trains: those that the line's type of extension is known to have, or all that are known, and those that Azure names.</summary>
internal sealed class ReleaseTrainCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word)
    {
        var found = tab.Ask(azure => FindAsync(azure, line));
        var type = line.Name("ExtensionType") ?? found?.Type;
        var known = type is null ? TypeCatalogue.BuiltIn.All : TypeCatalogue.BuiltIn.Find(type) is { } one ? [one] : [];
        return known
            .SelectMany(owner => owner.ReleaseTrains.Select((train, at) => (Train: train, Of: owner.DisplayName + (at == 0 ? " (the default)" : null))))
            .GroupBy(known => known.Train, StringComparer.OrdinalIgnoreCase)
            .Select(same => new Suggestion(same.Key, $"Has versions of {string.Join(", ", same.Select(known => known.Of))}."))
            .Concat(found?.Trains.Select(train => new Suggestion(train, $"Has versions of {found.Type}.")) ?? []);
    }

    private static async Task<TypeTrains?> FindAsync(AzureKnowledge azure, CommandLine line)
    {
        if (await azure.TypeNameAsync(line) is not { } name)
        {
            return null;
        }

        var type = (await azure.TypesAsync(line)).FirstOrDefault(type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        // The service names them for some types, and documents nothing about it.
        return new(name, type?.AdditionalProperties.GetValueOrDefault("releaseTrains") is IEnumerable trains ? trains.OfType<string>().ToArray() : []);
    }

    private sealed record TypeTrains(string Type, IReadOnlyList<string> Trains);
}
