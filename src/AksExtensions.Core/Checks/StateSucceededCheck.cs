namespace AksExtensions.Checks;

/// <summary>Checks that the last operation on the extension succeeded.</summary>
internal static class StateSucceededCheck
{
    public const string Name = "StateSucceeded";

    public static Finding? Check(CheckFacts facts) => facts.Extension?.Judge(Name, extension =>
        ProvisioningStates.Is(extension.ProvisioningState, ProvisioningStates.Succeeded)
            ? Finding.Passed(Name, $"The state is Succeeded{Since(extension)}.")
        : extension.IsTerminal
            ? Finding.Failed(
                Name, $"The state is {extension.ProvisioningState}{Since(extension)}. {extension.Diagnosis?.Summary}".TrimEnd(),
                RecommendationFor(extension))
        : Finding.Warning(
            Name, $"The state is {extension.ProvisioningState ?? "unknown"}{Since(extension)}: the operation is still running.",
            "Wait for it with Wait-AksClusterExtension."));

    /// <summary>What to do when the last operation failed. This is the only place for this advice.</summary>
    internal static string AdviceFor(ClusterExtension extension) =>
        extension.Diagnosis is { } diagnosis ? diagnosis.Recommendation
        : extension.IsManaged ? "It belongs to a feature of AKS: turn the feature off and on again with az aks or Az.Aks."
        : "Fix what the statuses report, then create the extension again with New-AksClusterExtension.";

    private static string RecommendationFor(ClusterExtension extension) =>
        extension.Diagnosis is { } diagnosis ? $"{AdviceFor(extension)} See {diagnosis.Link}" : AdviceFor(extension);

    private static string? Since(ClusterExtension extension) =>
        extension.SystemData?.LastModifiedAt is { } time ? $" since {CheckText.Time(time)}" : null;
}
