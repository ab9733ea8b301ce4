namespace AksExtensions.Settings;

/// <summary>
/// The rules for options that cannot be combined because of their values. Parameter sets enforce the other rules. All rules are checked before the
/// first request.
/// </summary>
public static class OptionRules
{
    /// <summary>Checks version, release train and automatic upgrade against each other.</summary>
    /// <returns>The value of autoUpgradeMinorVersion: a pinned version turns it off, unless a mode already does.</returns>
    /// <exception cref="AksExtensionException"><c>AutoUpgradeModeConflict</c>, <c>VersionNeedsAutoUpgradeOff</c> or
    /// <c>ReleaseTrainNeedsAutoUpgrade</c>.</exception>
    public static bool? CheckUpgrade(bool? autoUpgradeMinorVersion, AutoUpgradeMode? mode, string? version, string? releaseTrain, bool allowPinnedTrain)
    {
        if (mode is not null && autoUpgradeMinorVersion is not null)
        {
            throw Errors.AutoUpgradeModeConflict();
        }

        if (version is not null && autoUpgradeMinorVersion == true)
        {
            throw Errors.VersionNeedsAutoUpgradeOff(version, "-AutoUpgradeMinorVersion $true");
        }

        if (version is not null && mode is AutoUpgradeMode.Patch or AutoUpgradeMode.Compatible)
        {
            throw Errors.VersionNeedsAutoUpgradeOff(version!, $"-AutoUpgradeMode {mode}");
        }

        if (releaseTrain is not null && !allowPinnedTrain)
        {
            var off = version is not null ? $"-Version {version}"
                : autoUpgradeMinorVersion == false ? "-AutoUpgradeMinorVersion $false"
                : mode == AutoUpgradeMode.None ? "-AutoUpgradeMode None"
                : null;
            if (off is not null)
            {
                throw Errors.ReleaseTrainNeedsAutoUpgrade(releaseTrain, off);
            }
        }

        return version is not null && mode is null ? false : autoUpgradeMinorVersion;
    }

    /// <summary>Checks scope and namespaces against each other.</summary>
    /// <returns>The specified scope, the one that a namespace implies, or null.</returns>
    /// <exception cref="AksExtensionException"><c>ScopeNamespaceMismatch</c> or <c>TargetNamespaceRequired</c>.</exception>
    public static ExtensionScope? CheckScope(ExtensionScope? scope, string? releaseNamespace, string? targetNamespace)
    {
        if (releaseNamespace is not null && targetNamespace is not null)
        {
            throw Errors.ScopeNamespaceMismatch($"-ReleaseNamespace {releaseNamespace} and -TargetNamespace {targetNamespace} cannot be combined.");
        }

        if (releaseNamespace is not null && scope == ExtensionScope.Namespace)
        {
            throw Errors.ScopeNamespaceMismatch($"-ReleaseNamespace {releaseNamespace} cannot be combined with -Scope Namespace.");
        }

        if (targetNamespace is not null && scope == ExtensionScope.Cluster)
        {
            throw Errors.ScopeNamespaceMismatch($"-TargetNamespace {targetNamespace} cannot be combined with -Scope Cluster.");
        }

        if (scope == ExtensionScope.Namespace && targetNamespace is null)
        {
            throw Errors.TargetNamespaceRequired();
        }

        return scope ?? (releaseNamespace is not null ? ExtensionScope.Cluster : targetNamespace is not null ? ExtensionScope.Namespace : null);
    }

    /// <summary>Checks that all three parts of a Marketplace plan are specified, or none.</summary>
    /// <exception cref="AksExtensionException"><c>PlanIncomplete</c>.</exception>
    public static ExtensionPlan? CheckPlan(string? name, string? publisher, string? product)
    {
        (string Parameter, string? Value)[] parts = [("-PlanName", name), ("-PlanPublisher", publisher), ("-PlanProduct", product)];
        var missing = parts.Where(part => part.Value is null).Select(part => part.Parameter).ToList();
        return missing.Count switch
        {
            0 => new ExtensionPlan(name!, publisher!, product!),
            3 => null,
            _ => throw Errors.PlanIncomplete(string.Join(" and ", missing)),
        };
    }

    /// <summary>Adds the parts of a Marketplace plan that are optional.</summary>
    /// <exception cref="AksExtensionException"><c>PlanIncomplete</c>: there is no plan that they could belong to.</exception>
    public static ExtensionPlan? CompletePlan(ExtensionPlan? plan, string? promotionCode, string? version) =>
        promotionCode is null && version is null ? plan
        : plan is null ? throw Errors.PlanIncomplete("-PlanName, -PlanPublisher and -PlanProduct")
        : plan with { PromotionCode = promotionCode, Version = version };

    /// <summary>Checks that the end of the operation is waited for, because roles are assigned and removed after it.</summary>
    /// <exception cref="AksExtensionException"><c>PrerequisitesNeedWait</c>.</exception>
    public static void CheckPrerequisites(bool includes, bool noWait)
    {
        if (includes && noWait)
        {
            throw Errors.PrerequisitesNeedWait();
        }
    }

    /// <summary>Refuses a key in both kinds of settings. Keys are case-sensitive, as in the service.</summary>
    /// <exception cref="AksExtensionException"><c>SettingDuplicated</c>.</exception>
    public static void CheckSettings(IReadOnlyDictionary<string, string>? plain, IReadOnlyDictionary<string, SecretValue>? secret)
    {
        var key = secret?.Keys.FirstOrDefault(key => plain?.ContainsKey(key) == true);
        if (key is not null)
        {
            throw Errors.SettingDuplicated(key);
        }
    }
}
