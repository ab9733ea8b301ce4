namespace AksExtensions.Catalogue;

/// <summary>What can be said of a setting while it is being typed.</summary>
internal static class SettingHints
{
    /// <summary>The settings of a type that go where they belong: in the plain settings, or in the protected ones.</summary>
    /// <param name="type">The type; null means all types.</param>
    /// <param name="isProtected">Whether the protected settings are meant.</param>
    public static IReadOnlyList<SettingHint> Of(ExtensionTypeKnowledge? type, bool isProtected) =>
        (type is null ? TypeCatalogue.BuiltIn.All : [type])
            .SelectMany(owner => owner.Settings.Where(setting => setting.Protected == isProtected).Select(setting => (Owner: owner, Setting: setting)))
            .GroupBy(known => known.Setting.Key, StringComparer.Ordinal)
            .Select(same => new SettingHint(
                Name(same.Key),
                string.Join(' ', same.Select(known => (type is null ? $"{known.Owner.Name}: " : null) + Describe(known.Setting))),
                IsOpen: same.Key.EndsWith('*'),
                // A protected value is nobody's to suggest.
                isProtected ? [] : same.SelectMany(known => Values(known.Owner, known.Setting)).DistinctBy(value => value.Value, StringComparer.OrdinalIgnoreCase).ToArray()))
            .ToArray();

    private static string Name(string key) => key.TrimEnd('*');

    // Values are text to the charts behind: a type is given the spelling that its own documents have.
    private static bool WritesCapitals(ExtensionTypeKnowledge owner) => owner.Settings.Any(setting => setting.Default is "True" or "False");

    private static string Describe(KnownSetting setting)
    {
        var values = setting.Allowed.Count > 0 ? $"One of {string.Join(", ", setting.Allowed)}." : setting.Type switch
        {
            SettingType.Boolean => "True or false.",
            SettingType.Integer => "A number.",
            _ => null,
        };
        return string.Join(' ', new[] { values, setting.Default is { } standard ? $"Default: {standard}." : null, setting.Description }.OfType<string>());
    }

    private static IEnumerable<SettingValue> Values(ExtensionTypeKnowledge owner, KnownSetting setting)
    {
        IEnumerable<string> values = setting.Allowed.Count > 0 ? setting.Allowed
            : setting.Type == SettingType.Boolean ? (WritesCapitals(owner) ? ["True", "False"] : ["true", "false"])
            : setting.Default is { } only ? [only] : [];
        return values.Select(value => new SettingValue(
            value, value.Equals(setting.Default, StringComparison.OrdinalIgnoreCase) ? $"The default. {setting.Description}" : setting.Description));
    }
}

/// <summary>A setting, as a person who types it should see it.</summary>
/// <param name="Key">The key, or how it begins.</param>
/// <param name="Description">What it takes and what it is for.</param>
/// <param name="IsOpen">Whether the key is only how keys begin.</param>
/// <param name="Values">The values that are known; none where any may be given.</param>
internal sealed record SettingHint(string Key, string Description, bool IsOpen, IReadOnlyList<SettingValue> Values);

/// <summary>A value of a setting.</summary>
/// <param name="Value">The value.</param>
/// <param name="Description">What it is.</param>
internal sealed record SettingValue(string Value, string Description);
