using AksExtensions.Catalogue;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes settings of the form key=value: first the keys of the line's type of extension, then the values of a key.</summary>
internal class SettingsCompleter : Completer
{
    /// <summary>Whether the settings are protected. Values of protected settings are never suggested.</summary>
    protected virtual bool IsProtected => false;

    /// <summary>The settings of the line's type of extension; of all types when the line has none.</summary>
    public static IReadOnlyList<SettingHint> Hints(Tab tab, CommandLine line, bool isProtected)
    {
        var name = line.ExtensionType ?? tab.Ask(azure => azure.TypeNameAsync(line));
        return name is null ? SettingHints.Of(null, isProtected)
            : TypeCatalogue.BuiltIn.Find(name) is { } type ? SettingHints.Of(type, isProtected)
            : [];
    }

    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word)
    {
        var hints = Hints(tab, line, IsProtected);
        var end = word.Text.IndexOf('=', StringComparison.Ordinal);
        return end < 0
            ? hints.Select(hint => new Suggestion(hint.IsOpen ? hint.Key : $"{hint.Key}=", hint.Description))
            : hints.Where(hint => !hint.IsOpen && hint.Key.Equals(word.Text[..end], StringComparison.OrdinalIgnoreCase))
                .SelectMany(hint => hint.Values.Select(value => new Suggestion($"{hint.Key}={value.Value}", value.Description)));
    }
}
