using AksExtensions.Catalogue;

namespace AksExtensions.DesiredState;

/// <summary>Decides what to do with one instance. Pure: reads and sends nothing.</summary>
internal static class Judge
{
    /// <summary>The verdict.</summary>
    /// <param name="desired">The desired state.</param>
    /// <param name="actual">The instance; null when it does not exist.</param>
    /// <param name="options">The changes that are allowed.</param>
    public static Verdict Of(DesiredExtension desired, ClusterExtension? actual, SyncOptions options)
    {
        if (actual is null)
        {
            return desired.IsAbsent
                ? Verdict.InSync
                : new(DriftStatus.Missing, DesiredAction.Create, Comparison.OfMissing(desired)) { SendsSecrets = desired.ProtectedSettings.Count > 0 };
        }

        if (IsManaged(actual))
        {
            return Verdict.Blocked($"{actual.ManagedBy ?? "AKS"} manages this extension, so you cannot change it.");
        }

        if (!actual.IsTerminal)
        {
            return new(
                DriftStatus.Different, DesiredAction.None,
                [new("provisioningState", desired.IsAbsent ? null : ProvisioningStates.Succeeded, actual.ProvisioningState)],
                $"It is still {actual.ProvisioningState}; it is compared when that operation has ended.")
            { IsUnderWay = true };
        }

        var comparison = new Comparison(desired, actual);
        return desired.IsAbsent ? OfAbsent(desired, actual, options)
            : comparison.Fixed.Count > 0 ? OfFixed(desired, comparison, options)
            : ProvisioningStates.Is(actual.ProvisioningState, ProvisioningStates.Succeeded) ? OfHealthy(desired, comparison, options)
            : OfFailed(desired, actual, comparison, options);
    }

    /// <summary>The verdict for a cluster: blocked if the module knows that the type cannot be installed there; the detail says what to do instead.</summary>
    public static Verdict On(ClusterReference cluster, DesiredExtension? desired, Verdict verdict) =>
        verdict.Action is DesiredAction.Create or DesiredAction.Replace && desired is { SkipsTypeRules: false }
            && TypeRules.RefusalOf(desired.Knowledge, cluster) is { } refusal
                ? Verdict.Blocked($"{refusal.Text} {refusal.WayOut}", verdict.Differences)
                : verdict;

    /// <summary>The verdict on an instance that the baseline does not name, of a type that it names for the cluster.</summary>
    public static Verdict OfUnnamed(ClusterExtension actual, SyncOptions options) =>
        !actual.IsTerminal
            ? new(DriftStatus.Unexpected, DesiredAction.None, [], $"It is still {actual.ProvisioningState}; it is compared when that operation has ended.") { IsUnderWay = options.Prune }
            : Unexpected("The baseline names extensions of this type, but not this one.", options);

    /// <summary>Whether only Azure can change an instance.</summary>
    public static bool IsManaged(ClusterExtension extension) => extension.IsManaged || extension.IsSystemExtension == true;

    private static Verdict OfAbsent(DesiredExtension desired, ClusterExtension actual, SyncOptions options) => desired.IsOfType(actual)
        ? Unexpected(null, options)
        : Verdict.Blocked($"An extension with this name exists, but its type is {actual.ExtensionType}, not {desired.ExtensionType}.");

    private static Verdict Unexpected(string? detail, SyncOptions options) => options.Prune
        ? new(DriftStatus.Unexpected, DesiredAction.Remove, [], detail)
        : new(DriftStatus.Unexpected, DesiredAction.None, [], $"{detail} -Prune removes it.".TrimStart());

    private static Verdict OfFixed(DesiredExtension desired, Comparison comparison, SyncOptions options) => options.Replace
        ? new(DriftStatus.Different, DesiredAction.Replace, comparison.All) { SendsSecrets = desired.ProtectedSettings.Count > 0 }
        : Verdict.Blocked(
            $"Azure cannot change the {string.Join(" and the ", comparison.Fixed.Select(difference => difference.Property.Split('.')[^1]))} of an extension; "
            + "-Replace removes it and creates it again.",
            comparison.All);

    private static Verdict OfHealthy(DesiredExtension desired, Comparison comparison, SyncOptions options)
    {
        var sendsSecrets = comparison.MissingSecrets.Count > 0 || (options.RefreshSecrets && desired.ProtectedSettings.Count > 0);
        if (comparison.Upgrade.Count == 0 && comparison.Settings.Count == 0 && !sendsSecrets)
        {
            return comparison.Unnamed.Count == 0
                ? Verdict.InSync
                : new(DriftStatus.Different, DesiredAction.None, comparison.All, "Azure cannot remove settings: remove the extension and create it again, or add the settings to the baseline.");
        }

        if (sendsSecrets && comparison.UnnamedSecrets.Count > 0 && !options.MayLoseSecrets)
        {
            return Verdict.Blocked(LosesSecrets(comparison), comparison.All);
        }

        IReadOnlyList<ExtensionDifference> refreshed =
            sendsSecrets ? [.. desired.ProtectedKeys.Except(comparison.MissingSecrets).Select(key => Comparison.Secret(key, isThere: true))] : [];
        return new(DriftStatus.Different, DesiredAction.Update, [.. comparison.All, .. refreshed])
        {
            SendsSecrets = sendsSecrets,
            SendsUpgrade = comparison.Upgrade.Count > 0,
            ChangedSettings = [.. comparison.Settings.Select(setting => setting.Key)],
        };
    }

    // A create repairs a failed instance, even when the service has deleted its protected settings.
    private static Verdict OfFailed(DesiredExtension desired, ClusterExtension actual, Comparison comparison, SyncOptions options)
    {
        IReadOnlyList<ExtensionDifference> differences = [new("provisioningState", ProvisioningStates.Succeeded, actual.ProvisioningState), .. comparison.All];
        return comparison.UnnamedSecrets.Count > 0 && !options.MayLoseSecrets
            ? Verdict.Blocked($"It is {actual.ProvisioningState}. {LosesSecrets(comparison)}", differences)
            : new(DriftStatus.Different, DesiredAction.Create, differences, $"It is {actual.ProvisioningState}; creating it again repairs it.")
            {
                SendsSecrets = desired.ProtectedSettings.Count > 0,
            };
    }

    private static string LosesSecrets(Comparison comparison) =>
        "Azure replaces all protected settings together and would delete those that are not specified: "
        + $"{string.Join(", ", comparison.UnnamedSecrets)}. Specify them too.";
}
