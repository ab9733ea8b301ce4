namespace AksExtensions.Checks;

/// <summary>The checks in the order in which they are reported. A new check is a class in this folder and a line here.</summary>
internal static class Checklist
{
    /// <summary>The checks before an installation.</summary>
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
        NodesSuitableCheck.Check,
        SingleInstanceCheck.Check,
        NoOtherOperationCheck.Check,
        UnlockedCheck.Check,
    ];

    /// <summary>The checks of an installed extension.</summary>
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

    // When one of these fails, the remaining checks have nothing to check.
    private static readonly string[] Gates = [SignedInCheck.Name, ClusterFoundCheck.Name, ExtensionFoundCheck.Name];

    /// <summary>Runs the checks. A failed gate ends the list, and checks that do not apply to this kind of cluster are omitted.</summary>
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

            // When one reason blocks several checks, it is reported once.
            findings.Add(ReasonOf(finding) is { } reason && !told.TryAdd(reason, finding.Check) ? finding.After(told[reason]) : finding);
            if (finding.Result == CheckResult.Failed && Gates.Contains(finding.Check))
            {
                break;
            }
        }

        return findings;
    }

    // An unregistered provider refuses each request with its own error; any other failure is shared as one object.
    private static object? ReasonOf(Finding finding) =>
        finding is { Check: ProvidersRegisteredCheck.Name, Result: CheckResult.Failed }
        || finding.Obstacle?.ErrorId == nameof(Errors.ProviderNotRegistered)
            ? nameof(Errors.ProviderNotRegistered)
            : finding.Obstacle;
}
