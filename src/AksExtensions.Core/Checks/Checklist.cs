namespace AksExtensions.Checks;

/// <summary>The checks in the order in which they are told. A new check is a class in this folder and its line here.</summary>
internal static class Checklist
{
    /// <summary>Before an installation.</summary>
    public static readonly IReadOnlyList<Func<CheckFacts, Finding?>> BeforeInstallation =
    [
        SignedInCheck.Check,
        ProvidersRegisteredCheck.Check,
        ClusterFoundCheck.Check,
        AllowedCheck.Check,
        ClusterRunningCheck.Check,
        ManagedIdentityCheck.Check,
        TypeOfferedCheck.Check,
        VersionResolvableCheck.Check,
        KubernetesSupportedCheck.Check,
        NoOtherOperationCheck.Check,
        UnlockedCheck.Check,
    ];

    /// <summary>Of an instance that was installed.</summary>
    public static readonly IReadOnlyList<Func<CheckFacts, Finding?>> OfInstance =
    [
        SignedInCheck.Check,
        ClusterFoundCheck.Check,
        ClusterRunningCheck.Check,
        ExtensionFoundCheck.Check,
        StateSucceededCheck.Check,
        StatusesClearCheck.Check,
        VersionInstalledCheck.Check,
        AgentInTouchCheck.Check,
    ];

    // Without these there is nothing that the checks after them could look at.
    private static readonly string[] Gates = [SignedInCheck.Name, ClusterFoundCheck.Name, ExtensionFoundCheck.Name];

    /// <summary>Makes the checks; a failed gate ends the list. What has no meaning for this kind of cluster is left out.</summary>
    public static IReadOnlyList<Finding> Run(IReadOnlyList<Func<CheckFacts, Finding?>> checks, CheckFacts facts)
    {
        var findings = new List<Finding>();
        var told = new Dictionary<object, string>();
        foreach (var check in checks)
        {
            if (check(facts) is not { } finding)
            {
                continue;
            }

            // One reason stands in the way of many checks, and is told once.
            findings.Add(ReasonOf(finding) is { } reason && !told.TryAdd(reason, finding.Check) ? finding.After(told[reason]) : finding);
            if (finding.Result == CheckResult.Failed && Gates.Contains(finding.Check))
            {
                break;
            }
        }

        return findings;
    }

    // Every request that an unregistered provider is asked says so again; any other failure is told in one object.
    private static object? ReasonOf(Finding finding) =>
        finding is { Check: ProvidersRegisteredCheck.Name, Result: CheckResult.Failed }
        || finding.Obstacle?.ErrorId == nameof(Errors.ProviderNotRegistered)
            ? nameof(Errors.ProviderNotRegistered)
            : finding.Obstacle;
}
