using AksExtensions.Arm;
using AksExtensions.Commands;
using AksExtensions.Running;
using AksExtensions.Settings;

namespace AksExtensions.Parameters;

/// <summary>The parameters of New- and Set- that describe an extension, except its settings and upgrades.</summary>
internal interface IInstallation
{
    /// <summary>The type.</summary>
    string ExtensionType { get; }

    /// <summary>The scope.</summary>
    ExtensionScope Scope { get; }

    /// <summary>The namespace of the Helm release.</summary>
    string? ReleaseNamespace { get; }

    /// <summary>The namespace, with namespace scope.</summary>
    string? TargetNamespace { get; }

    /// <summary>The plan's id.</summary>
    string? PlanName { get; }

    /// <summary>The plan's publisher.</summary>
    string? PlanPublisher { get; }

    /// <summary>The plan's product.</summary>
    string? PlanProduct { get; }
}

/// <summary>Makes the request of a create from a command's parameters.</summary>
internal static class Installation
{
    /// <summary>Reads and checks the parameters of a command, which forgets its protected settings.</summary>
    /// <exception cref="AksExtensionException">A rule of <see cref="OptionRules"/>, or settings that cannot be read.</exception>
    public static CreateExtensionRequest Read<T>(T cmdlet)
        where T : SettingsClusterCmdlet, IInstallation
    {
        var scope = OptionRules.CheckScope(cmdlet.IsGiven(nameof(IInstallation.Scope)) ? cmdlet.Scope : null, cmdlet.ReleaseNamespace, cmdlet.TargetNamespace);
        var plan = OptionRules.CheckPlan(cmdlet.PlanName, cmdlet.PlanPublisher, cmdlet.PlanProduct);
        var options = GivenOptions.Read(cmdlet);
        return new()
        {
            ExtensionType = cmdlet.ExtensionType,
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
