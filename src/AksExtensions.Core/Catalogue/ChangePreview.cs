using AksExtensions.Arm;
using AksExtensions.Settings;

namespace AksExtensions.Catalogue;

/// <summary>What a request would change of an installed extension, for a person. Protected values are stars.</summary>
internal static class ChangePreview
{
    private const string Plain = "settings.";
    private const string Secret = "protectedSettings.";

    /// <summary>What an update changes. Protected settings are replaced as a whole, so those that it does not name are lost.</summary>
    public static IReadOnlyList<ExtensionDifference> Of(UpdateExtensionRequest request, ClusterExtension current)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(current);
        var lost = request.ConfigurationProtectedSettings is { Count: > 0 } given ? Lost(given, current) : [];
        return [
            .. Upgrade(request.Version, request.ReleaseTrain, request.AutoUpgradeMode, request.AutoUpgradeMinorVersion, current),
            .. Settings(request.ConfigurationSettings, request.ConfigurationProtectedSettings, current), .. lost];
    }

    /// <summary>What a create changes when it overwrites an extension. Settings that it does not name are lost.</summary>
    public static IReadOnlyList<ExtensionDifference> Of(CreateExtensionRequest request, ClusterExtension current)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(current);
        return [
            .. Difference("extensionType", request.ExtensionType, current.ExtensionType),
            .. Upgrade(request.Version, request.ReleaseTrain, request.AutoUpgradeMode, request.AutoUpgradeMinorVersion, current),
            .. Settings(request.ConfigurationSettings, request.ConfigurationProtectedSettings, current),
            .. current.ConfigurationSettings.Where(setting => request.ConfigurationSettings?.ContainsKey(setting.Key) != true)
                .Select(setting => new ExtensionDifference(Plain + setting.Key, null, setting.Value)),
            .. Lost(request.ConfigurationProtectedSettings, current)];
    }

    private static IEnumerable<ExtensionDifference> Upgrade(string? version, string? train, AutoUpgradeMode? mode, bool? minor, ClusterExtension current) =>
    [
        .. Difference("version", version, current.PinnedVersion),
        .. Difference("releaseTrain", train, current.ReleaseTrain),
        .. Difference("autoUpgradeMode", mode?.ToString(), current.AutoUpgradeMode),
        .. Difference("autoUpgradeMinorVersion", Word(minor), Word(current.AutoUpgradeMinorVersion)),
    ];

    private static IEnumerable<ExtensionDifference> Settings(
        IReadOnlyDictionary<string, string>? plain, IReadOnlyDictionary<string, SecretValue>? secret, ClusterExtension current) =>
    [
        .. (plain ?? new Dictionary<string, string>())
            .Where(setting => current.ConfigurationSettings.GetValueOrDefault(setting.Key) != setting.Value)
            .Select(setting => new ExtensionDifference(Plain + setting.Key, setting.Value, current.ConfigurationSettings.GetValueOrDefault(setting.Key))),
        .. (secret ?? new Dictionary<string, SecretValue>()).Keys.Select(key => new ExtensionDifference(
            Secret + key, SecretValue.Mask, current.ConfigurationProtectedSettings.ContainsKey(key) ? SecretValue.Mask : null)),
    ];

    private static IEnumerable<ExtensionDifference> Lost(IReadOnlyDictionary<string, SecretValue>? given, ClusterExtension current) =>
        current.ConfigurationProtectedSettings.Keys.Where(key => given?.ContainsKey(key) != true)
            .Select(key => new ExtensionDifference(Secret + key, null, SecretValue.Mask));

    // ARM ignores the case of these, and of what the request leaves out, the service decides.
    private static IEnumerable<ExtensionDifference> Difference(string property, string? desired, string? actual) =>
        desired is null || desired.Equals(actual, StringComparison.OrdinalIgnoreCase) ? []
        : [new ExtensionDifference(property, Lower(property, desired), string.IsNullOrEmpty(actual) ? "(none)" : actual)];

#pragma warning disable CA1308 // ARM uses lower case.
    private static string Lower(string property, string text) => property == "autoUpgradeMode" ? text.ToLowerInvariant() : text;
#pragma warning restore CA1308

    private static string? Word(bool? value) => value is { } known ? (known ? "true" : "false") : null;
}
