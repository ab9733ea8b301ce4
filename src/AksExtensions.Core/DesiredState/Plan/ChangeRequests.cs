using AksExtensions.Arm;
using AksExtensions.Settings;

namespace AksExtensions.DesiredState;

/// <summary>Creates the request that brings an instance to its desired state.</summary>
internal static class ChangeRequests
{
    /// <summary>A create.</summary>
    /// <param name="desired">The desired state.</param>
    /// <param name="over">The failed instance that is created again; unspecified values are kept. Null when there is none.</param>
    /// <param name="secrets">All protected settings.</param>
    public static CreateExtensionRequest Create(
        DesiredExtension desired, ClusterExtension? over, IReadOnlyDictionary<string, SecretValue>? secrets)
    {
        var request = desired.Request with { ConfigurationProtectedSettings = secrets is { Count: > 0 } ? secrets : null };
        if (over is null)
        {
            return request;
        }

        var settings = new Dictionary<string, string>(over.ConfigurationSettings, StringComparer.Ordinal);
        foreach (var (key, value) in desired.Request.ConfigurationSettings ?? ClusterExtension.Empty)
        {
            settings[key] = value;
        }

        if (!SaysUpgrade(desired.Request))
        {
            var mode = Mode(over);
            request = request with
            {
                Version = NotEmpty(over.PinnedVersion), ReleaseTrain = NotEmpty(over.ReleaseTrain), AutoUpgradeMode = mode,
                AutoUpgradeMinorVersion = mode is null ? over.AutoUpgradeMinorVersion : null,
            };
        }

        return request with
        {
            // A failed instance can be created again without overwriting; one that has recovered in the meantime must not be overwritten.
            Overwrite = !ProvisioningStates.Is(over.ProvisioningState, ProvisioningStates.Failed),
            Scope = request.Scope ?? over.ScopeKind,
            ReleaseNamespace = request.ReleaseNamespace ?? (over.ScopeKind == ExtensionScope.Cluster ? NotEmpty(over.ReleaseNamespace) : null),
            TargetNamespace = request.TargetNamespace ?? (over.ScopeKind == ExtensionScope.Namespace ? NotEmpty(over.TargetNamespace) : null),
            ConfigurationSettings = settings.Count > 0 ? settings : null,
            Plan = request.Plan ?? over.Plan,
        };
    }

    /// <summary>An update with only the differences; version, train and mode are sent together.</summary>
    public static UpdateExtensionRequest Update(DesiredExtension desired, Verdict verdict, IReadOnlyDictionary<string, SecretValue>? secrets)
    {
        var request = desired.Request;
        return new()
        {
            Version = verdict.SendsUpgrade ? request.Version : null,
            ReleaseTrain = verdict.SendsUpgrade ? request.ReleaseTrain : null,
            AutoUpgradeMode = verdict.SendsUpgrade ? request.AutoUpgradeMode : null,
            AutoUpgradeMinorVersion = verdict.SendsUpgrade ? request.AutoUpgradeMinorVersion : null,
            ConfigurationSettings = verdict.ChangedSettings.Count > 0
                ? verdict.ChangedSettings.ToDictionary(key => key, key => request.ConfigurationSettings![key], StringComparer.Ordinal)
                : null,
            ConfigurationProtectedSettings = verdict.SendsSecrets && secrets is { Count: > 0 } ? secrets : null,
        };
    }

    /// <summary>
    /// An update that reverts another update; null when nothing can be reverted. A setting that was added stays, because ARM cannot remove it.
    /// </summary>
    /// <param name="before">The instance before the update.</param>
    /// <param name="sent">The update.</param>
    public static UpdateExtensionRequest? Revert(ClusterExtension before, UpdateExtensionRequest sent)
    {
        var sendsUpgrade = sent is not { Version: null, ReleaseTrain: null, AutoUpgradeMode: null, AutoUpgradeMinorVersion: null };
        var mode = Mode(before);
        var settings = (sent.ConfigurationSettings?.Keys ?? [])
            .Where(before.ConfigurationSettings.ContainsKey)
            .ToDictionary(key => key, key => before.ConfigurationSettings[key], StringComparer.Ordinal);
        var request = new UpdateExtensionRequest
        {
            Version = sendsUpgrade ? NotEmpty(before.PinnedVersion) : null,
            ReleaseTrain = sendsUpgrade ? NotEmpty(before.ReleaseTrain) : null,
            AutoUpgradeMode = sendsUpgrade ? mode : null,
            AutoUpgradeMinorVersion = sendsUpgrade && mode is null ? before.AutoUpgradeMinorVersion : null,
            ConfigurationSettings = settings.Count > 0 ? settings : null,
        };
        return request.IsEmpty ? null : request;
    }

    private static bool SaysUpgrade(CreateExtensionRequest request) =>
        request is not { Version: null, ReleaseTrain: null, AutoUpgradeMode: null, AutoUpgradeMinorVersion: null };

    private static AutoUpgradeMode? Mode(ClusterExtension extension) =>
        Enum.TryParse<AutoUpgradeMode>(extension.AutoUpgradeMode, ignoreCase: true, out var mode) && Enum.IsDefined(mode) ? mode : null;

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
