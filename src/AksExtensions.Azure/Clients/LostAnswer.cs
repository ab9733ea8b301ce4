using AksExtensions.Arm;
using AksExtensions.Settings;

namespace AksExtensions.Azure.Clients;

/// <summary>
/// Tells, after a change whose answer was lost and which was refused as a conflict when it was sent again, whether what is under way is that
/// very change. Where it is not, the conflict is somebody else's and stays an error.
/// </summary>
internal static class LostAnswer
{
    /// <summary>Whether the instance is being created as this request asks.</summary>
    public static bool IsOf(CreateExtensionRequest request, ClusterExtension instance) =>
        Is(instance, "Creating")
        && request.ExtensionType.Equals(instance.ExtensionType, StringComparison.OrdinalIgnoreCase)
        && Holds(instance, request.Version, request.ReleaseTrain, request.AutoUpgradeMinorVersion, request.AutoUpgradeMode?.ToString())
        && Holds(instance, request.ConfigurationSettings, request.ConfigurationProtectedSettings);

    /// <summary>Whether the instance is being updated as this request asks.</summary>
    public static bool IsOf(UpdateExtensionRequest request, ClusterExtension instance) =>
        Is(instance, "Updating")
        && Holds(instance, request.Version, request.ReleaseTrain, request.AutoUpgradeMinorVersion, request.AutoUpgradeMode?.ToString())
        && Holds(instance, request.ConfigurationSettings, request.ConfigurationProtectedSettings);

    /// <summary>Whether the instance is being deleted: it does not matter by whom.</summary>
    public static bool IsDelete(ClusterExtension instance) => Is(instance, "Deleting");

    private static bool Is(ClusterExtension instance, string state) => ProvisioningStates.Is(instance.ProvisioningState, state);

    private static bool Holds(ClusterExtension instance, string? version, string? train, bool? autoUpgrade, string? mode) =>
        (version is null || version == instance.Version)
        && (train is null || train.Equals(instance.ReleaseTrain, StringComparison.OrdinalIgnoreCase))
        && (autoUpgrade is null || autoUpgrade == instance.AutoUpgradeMinorVersion)
        // Older api-versions do not tell it.
        && (mode is null || instance.AutoUpgradeMode is null || mode.Equals(instance.AutoUpgradeMode, StringComparison.OrdinalIgnoreCase));

    // Azure gives back the keys of protected settings alone.
    private static bool Holds(
        ClusterExtension instance, IReadOnlyDictionary<string, string>? settings, IReadOnlyDictionary<string, SecretValue>? secrets) =>
        (settings ?? new Dictionary<string, string>()).All(pair =>
            instance.ConfigurationSettings.TryGetValue(pair.Key, out var value) && value == pair.Value)
        && (secrets?.Keys ?? []).All(instance.ConfigurationProtectedSettings.ContainsKey);
}
