using AksExtensions.Catalogue;
using AksExtensions.Settings;

namespace AksExtensions.DesiredState;

/// <summary>
/// Compares what is specified with the instance. Only what is specified is compared: values of settings as text; types, trains and modes ignoring
/// case. Of protected settings only the keys are compared, because their values cannot be read.
/// </summary>
internal sealed class Comparison
{
    // The service's default train, which it does not always return.
    private const string DefaultTrain = "stable";

    private readonly DesiredExtension _desired;
    private readonly ClusterExtension _actual;

    /// <summary>Compares.</summary>
    public Comparison(DesiredExtension desired, ClusterExtension actual)
    {
        (_desired, _actual) = (desired, actual);
        Fixed = [.. TypeAndScope()];
        Upgrade = [.. VersionTrainAndMode()];
        Settings = [.. NamedSettings()];
        Unnamed = desired.IsExact ? [.. UnnamedSettings()] : [];
        MissingSecrets = [.. desired.ProtectedKeys.Where(key => !actual.ConfigurationProtectedSettings.ContainsKey(key))];
        // Azure CLI also stores the path of a PEM file, whose content is sent again.
        UnnamedSecrets = [.. actual.ConfigurationProtectedSettings.Keys.Where(
            key => !desired.ProtectedKeys.Contains(key) && !desired.ProtectedSettings.ContainsKey(key))];
    }

    /// <summary>What ARM cannot change: type, scope and namespace.</summary>
    public IReadOnlyList<ExtensionDifference> Fixed { get; }

    /// <summary>Version, train and mode.</summary>
    public IReadOnlyList<ExtensionDifference> Upgrade { get; }

    /// <summary>Differences of the specified settings, by their keys.</summary>
    public IReadOnlyList<KeyValuePair<string, ExtensionDifference>> Settings { get; }

    /// <summary>With <c>settingsMode: exact</c>, settings that are not specified. ARM cannot remove them.</summary>
    public IReadOnlyList<ExtensionDifference> Unnamed { get; }

    /// <summary>Keys of protected settings that the instance does not have.</summary>
    public IReadOnlyList<string> MissingSecrets { get; }

    /// <summary>Keys of protected settings that the instance has and that are not specified: sending the others would delete them.</summary>
    public IReadOnlyList<string> UnnamedSecrets { get; }

    /// <summary>Everything that differs.</summary>
    public IReadOnlyList<ExtensionDifference> All =>
        [.. Fixed, .. Upgrade, .. Settings.Select(setting => setting.Value), .. MissingSecrets.Select(key => Secret(key, isThere: false)), .. Unnamed];

    /// <summary>Everything that is specified for an instance that does not exist.</summary>
    public static IReadOnlyList<ExtensionDifference> OfMissing(DesiredExtension desired)
    {
        var request = desired.Request;
        (string Property, string? Value)[] said =
        [
            ("type", request.ExtensionType), ("version", request.Version), ("releaseTrain", request.ReleaseTrain), ("autoUpgradeMode", Word(request.AutoUpgradeMode)),
            ("scope.releaseNamespace", request.ReleaseNamespace), ("scope.targetNamespace", request.TargetNamespace),
        ];
        return
        [
            .. said.Where(part => part.Value is not null).Select(part => new ExtensionDifference(part.Property, part.Value, null)),
            .. (request.ConfigurationSettings ?? ClusterExtension.Empty).Select(setting => new ExtensionDifference($"settings.{setting.Key}", setting.Value, null)),
            .. desired.ProtectedKeys.Select(key => Secret(key, isThere: false)),
        ];
    }

    /// <summary>The difference of a protected setting, with its value masked.</summary>
    public static ExtensionDifference Secret(string key, bool isThere) => new($"protectedSettings.{key}", SecretValue.Mask, isThere ? SecretValue.Mask : null);

    private IEnumerable<ExtensionDifference> TypeAndScope()
    {
        if (!_desired.IsOfType(_actual))
        {
            yield return new("type", _desired.ExtensionType, _actual.ExtensionType);
        }

        var request = _desired.Request;
        // Nothing can be compared when ARM does not return the scope.
        if (request.Scope is not { } scope || _actual.ScopeKind is not { } kind)
        {
            yield break;
        }

        if (scope != kind)
        {
            yield return new("scope", scope.ToString(), kind.ToString());
        }
        else if (request.ReleaseNamespace is { } release && _actual.ReleaseNamespace is { } installed && release != installed)
        {
            yield return new("scope.releaseNamespace", release, installed);
        }
        else if (request.TargetNamespace is { } target && _actual.TargetNamespace is { } other && target != other)
        {
            yield return new("scope.targetNamespace", target, other);
        }
    }

    private IEnumerable<ExtensionDifference> VersionTrainAndMode()
    {
        var request = _desired.Request;
        if (request.Version is { } version)
        {
            if (!Same(version, _actual.PinnedVersion))
            {
                yield return new("version", version, NotEmpty(_actual.PinnedVersion) ?? (NotEmpty(_actual.CurrentVersion) is { } installed ? $"{installed} (not pinned)" : null));
            }
            else if (!string.IsNullOrEmpty(_actual.CurrentVersion) && !Same(version, _actual.CurrentVersion))
            {
                yield return new("currentVersion", version, _actual.CurrentVersion);
            }
        }

        if (request.ReleaseTrain is { } train && !Same(train, string.IsNullOrEmpty(_actual.ReleaseTrain) ? DefaultTrain : _actual.ReleaseTrain))
        {
            yield return new("releaseTrain", train, _actual.ReleaseTrain);
        }

        if (request.AutoUpgradeMode is { } mode && !IsMode(mode))
        {
            yield return new("autoUpgradeMode", Word(mode), _actual.AutoUpgradeMode ?? Word(_actual.AutoUpgradeMinorVersion));
        }
        else if (request.AutoUpgradeMinorVersion is { } minor && _actual.AutoUpgradeMinorVersion is { } actual && actual != minor)
        {
            yield return new("autoUpgradeMinorVersion", Word(minor), Word(actual));
        }
    }

    private IEnumerable<KeyValuePair<string, ExtensionDifference>> NamedSettings()
    {
        foreach (var (key, value) in _desired.Request.ConfigurationSettings ?? ClusterExtension.Empty)
        {
            var actual = _actual.ConfigurationSettings.GetValueOrDefault(key);
            if (!value.Equals(actual, StringComparison.Ordinal))
            {
                yield return new(key, new($"settings.{key}", value, actual));
            }
        }
    }

    // What the module itself adds for the type was never in the document.
    private IEnumerable<ExtensionDifference> UnnamedSettings() => _actual.ConfigurationSettings
        .Where(setting => _desired.Request.ConfigurationSettings?.ContainsKey(setting.Key) is not true
            && (_desired.Knowledge is not { } type || !TypeAdditions.Derives(type, _desired.Request, _actual.Reference, setting.Key, setting.Value)))
        .Select(setting => new ExtensionDifference($"settings.{setting.Key}", null, setting.Value));

    // Older instances have only autoUpgradeMinorVersion.
    private bool IsMode(AutoUpgradeMode mode) => string.IsNullOrEmpty(_actual.AutoUpgradeMode)
        ? _actual.AutoUpgradeMinorVersion is { } minor && minor == (mode != AutoUpgradeMode.None)
        : Same(mode.ToString(), _actual.AutoUpgradeMode);

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string? Word(AutoUpgradeMode? mode) => mode is { } given ? System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(given.ToString()) : null;

    private static string? Word(bool? value) => value switch
    {
        null => null,
        true => "true",
        false => "false",
    };
}
