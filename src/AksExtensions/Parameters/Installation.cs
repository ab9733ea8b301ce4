using AksExtensions.Arm;
using AksExtensions.Commands;
using AksExtensions.Settings;

namespace AksExtensions.Parameters;

/// <summary>Makes the request of a create from a command's parameters.</summary>
internal static class Installation
{
    /// <summary>Reads and checks the parameters of a command, which forgets its protected settings.</summary>
    /// <exception cref="AksExtensionException">A rule of <see cref="OptionRules"/>, or settings that cannot be read.</exception>
    public static CreateExtensionRequest Read(SettingsClusterCmdlet cmdlet, string extensionType)
    {
        var scope = OptionRules.CheckScope(cmdlet.IsGiven(nameof(cmdlet.Scope)) ? cmdlet.Scope : null, cmdlet.ReleaseNamespace, cmdlet.TargetNamespace);
        var plan = OptionRules.CheckPlan(cmdlet.PlanName, cmdlet.PlanPublisher, cmdlet.PlanProduct);
        var options = GivenOptions.Read(cmdlet);
        return new()
        {
            ExtensionType = extensionType,
            AutoUpgradeMinorVersion = options.AutoUpgradeMinorVersion,
            AutoUpgradeMode = options.AutoUpgradeMode,
            Version = cmdlet.Version,
            ReleaseTrain = cmdlet.ReleaseTrain,
            Scope = scope,
            ReleaseNamespace = cmdlet.ReleaseNamespace,
            TargetNamespace = cmdlet.TargetNamespace,
            ConfigurationSettings = options.Settings,
            ConfigurationProtectedSettings = options.ProtectedSettings,
            Plan = plan,
        };
    }
}
