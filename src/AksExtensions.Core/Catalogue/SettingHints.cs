namespace AksExtensions.Catalogue;

/// <summary>Descriptions of settings for completion.</summary>
internal static class SettingHints
{
    /// <summary>The plain or protected settings of a type.</summary>
    /// <param name="type">The type; null means all types.</param>
    /// <param name="isProtected">True for protected settings, false for plain settings.</param>
    public static IReadOnlyList<SettingHint> Of(ExtensionTypeKnowledge? type, bool isProtected) =>
        (type is null ? TypeCatalogue.BuiltIn.All : [type])
            .SelectMany(owner => owner.Settings.Where(setting => setting.Protected == isProtected).Select(setting => (Owner: owner, Setting: setting)))
            .GroupBy(known => known.Setting.Key, StringComparer.Ordinal)
            .Select(same => new SettingHint(
                Name(same.Key),
                string.Join(' ', same.Select(known => (type is null ? $"{known.Owner.Name}: " : null) + Describe(known.Setting))),
                IsOpen: same.Key.EndsWith('*'),
                // Values of protected settings are never suggested.
                isProtected ? [] : same.SelectMany(known => Values(known.Owner, known.Setting)).DistinctBy(value => value.Value, StringComparer.OrdinalIgnoreCase).ToArray()))
            .ToArray();

    private static string Name(string key) => key.TrimEnd('*');

    // Charts read values as text, so each type gets the spelling of its documentation.
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

/// <summary>A setting, for completion.</summary>
/// <param name="Key">The key, or the beginning of keys.</param>
/// <param name="Description">The accepted values and the purpose.</param>
/// <param name="IsOpen">Whether the key is only the beginning of keys.</param>
/// <param name="Values">The known values; none when any value is accepted.</param>
internal sealed record SettingHint(string Key, string Description, bool IsOpen, IReadOnlyList<SettingValue> Values);

/// <summary>A value of a setting.</summary>
/// <param name="Value">The value.</param>
/// <param name="Description">The description.</param>
internal sealed record SettingValue(string Value, string Description);
