using AksExtensions.Commands;
using AksExtensions.Settings;

namespace AksExtensions.Parameters;

/// <summary>The checked options of a command with settings.</summary>
/// <param name="AutoUpgradeMinorVersion">The value of autoUpgradeMinorVersion; null uses the default of the service.</param>
/// <param name="AutoUpgradeMode">The mode; null when it was not specified.</param>
/// <param name="Settings">The settings, inline or from a file; null when there are none.</param>
/// <param name="ProtectedSettings">The protected settings, inline or from a file; null when there are none.</param>
internal sealed record GivenOptions(
    bool? AutoUpgradeMinorVersion,
    AutoUpgradeMode? AutoUpgradeMode,
    IReadOnlyDictionary<string, string>? Settings,
    IReadOnlyDictionary<string, SecretValue>? ProtectedSettings)
{
    /// <summary>Reads and checks the options of a command, and removes its protected settings.</summary>
    /// <exception cref="AksExtensionException">A rule of <see cref="OptionRules"/>, or settings that cannot be read.</exception>
    public static GivenOptions Read(SettingsClusterCmdlet cmdlet)
    {
        AutoUpgradeMode? mode = cmdlet.IsGiven(nameof(cmdlet.AutoUpgradeMode)) ? cmdlet.AutoUpgradeMode : null;
        bool? isMinor = cmdlet.IsGiven(nameof(cmdlet.AutoUpgradeMinorVersion)) ? cmdlet.AutoUpgradeMinorVersion : null;
        isMinor = OptionRules.CheckUpgrade(isMinor, mode, cmdlet.Version, cmdlet.ReleaseTrain, cmdlet.AllowPinnedTrain);
        var settings = cmdlet.ConfigurationSettings is { } given
            ? SettingPairs.ReadPlain("-ConfigurationSettings", SettingsInput.Unwrap(given), Warn)
            : cmdlet.ConfigurationSettingsFile is { } file ? SettingsFile.ReadPlain(SettingsInput.ResolvePath(cmdlet.SessionState.Path, file)) : null;
        var protectedSettings = cmdlet.ConfigurationProtectedSettings is { } secret
            ? SettingPairs.ReadProtected("-ConfigurationProtectedSettings", SettingsInput.Unwrap(secret), Warn)
            : cmdlet.ConfigurationProtectedSettingsFile is { } secretFile
                ? SettingsFile.ReadProtected(SettingsInput.ResolvePath(cmdlet.SessionState.Path, secretFile)) : null;
        ForgetProtected(cmdlet);
        OptionRules.CheckSettings(settings, protectedSettings);
        return new(isMinor, mode, settings, protectedSettings);

        void Warn(string text) => TypeReport.Warn(cmdlet, text);
    }

    // Error records contain the bound parameters of the command, even when they are exported, so the values are removed.
    private static void ForgetProtected(SettingsClusterCmdlet cmdlet)
    {
        const string Parameter = nameof(cmdlet.ConfigurationProtectedSettings);
        if (cmdlet.IsGiven(Parameter))
        {
            cmdlet.MyInvocation.BoundParameters[Parameter] = SecretValue.Mask;
        }

        cmdlet.ConfigurationProtectedSettings = null;
    }
}
