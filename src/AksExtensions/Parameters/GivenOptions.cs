using AksExtensions.Commands;
using AksExtensions.Running;
using AksExtensions.Settings;

namespace AksExtensions.Parameters;

/// <summary>The options of a command with settings, after the rules between them.</summary>
/// <param name="AutoUpgradeMinorVersion">What to send for autoUpgradeMinorVersion; null leaves it to the service.</param>
/// <param name="AutoUpgradeMode">The mode; null when none was given.</param>
/// <param name="Settings">The settings, wherever they came from; null when none were given.</param>
/// <param name="ProtectedSettings">The protected settings, wherever they came from; null when none were given.</param>
internal sealed record GivenOptions(
    bool? AutoUpgradeMinorVersion,
    AutoUpgradeMode? AutoUpgradeMode,
    IReadOnlyDictionary<string, string>? Settings,
    IReadOnlyDictionary<string, SecretValue>? ProtectedSettings)
{
    /// <summary>Reads and checks the options of a command, which forgets its protected settings.</summary>
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

    // An error record carries the command's bound parameters, as deep as it is exported; what was read is not needed there any more.
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
