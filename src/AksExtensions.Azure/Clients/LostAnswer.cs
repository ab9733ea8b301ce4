using AksExtensions.Arm;
using AksExtensions.Settings;

namespace AksExtensions.Azure.Clients;

/// <summary>
/// After a change whose answer was lost and whose retry was refused as a conflict: decides whether the operation in progress is that change. If
/// not, the conflict comes from another change and remains an error.
/// </summary>
internal static class LostAnswer
{
    /// <summary>Whether the extension is being created according to the request.</summary>
    public static bool IsOf(CreateExtensionRequest request, ClusterExtension instance) =>
        Is(instance, "Creating")
        && request.ExtensionType.Equals(instance.ExtensionType, StringComparison.OrdinalIgnoreCase)
        && Holds(instance, request.Version, request.ReleaseTrain, request.AutoUpgradeMinorVersion, request.AutoUpgradeMode?.ToString())
        && Holds(instance, request.ConfigurationSettings, request.ConfigurationProtectedSettings);

    /// <summary>Whether the extension is being updated according to the request.</summary>
    public static bool IsOf(UpdateExtensionRequest request, ClusterExtension instance) =>
        Is(instance, "Updating")
        && Holds(instance, request.Version, request.ReleaseTrain, request.AutoUpgradeMinorVersion, request.AutoUpgradeMode?.ToString())
        && Holds(instance, request.ConfigurationSettings, request.ConfigurationProtectedSettings);

    /// <summary>Whether the extension is being deleted; it does not matter by whom.</summary>
    public static bool IsDelete(ClusterExtension instance) => Is(instance, "Deleting");

    private static bool Is(ClusterExtension instance, string state) => ProvisioningStates.Is(instance.ProvisioningState, state);

    private static bool Holds(ClusterExtension instance, string? version, string? train, bool? autoUpgrade, string? mode) =>
        (version is null || version == instance.PinnedVersion)
        && (train is null || train.Equals(instance.ReleaseTrain, StringComparison.OrdinalIgnoreCase))
        && (autoUpgrade is null || autoUpgrade == instance.AutoUpgradeMinorVersion)
        // Older API versions do not return it.
        && (mode is null || instance.AutoUpgradeMode is null || mode.Equals(instance.AutoUpgradeMode, StringComparison.OrdinalIgnoreCase));

    // Azure returns only the keys of protected settings.
    private static bool Holds(
        ClusterExtension instance, IReadOnlyDictionary<string, string>? settings, IReadOnlyDictionary<string, SecretValue>? secrets) =>
        (settings ?? new Dictionary<string, string>()).All(pair =>
            instance.ConfigurationSettings.TryGetValue(pair.Key, out var value) && value == pair.Value)
        && (secrets?.Keys ?? []).All(instance.ConfigurationProtectedSettings.ContainsKey);
}
