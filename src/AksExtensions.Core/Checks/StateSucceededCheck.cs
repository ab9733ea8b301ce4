namespace AksExtensions.Checks;

/// <summary>Whether the last operation on the instance ended well.</summary>
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
            Name, $"The state is {extension.ProvisioningState ?? "not known"}{Since(extension)}: the operation goes on.",
            "Wait for it with Wait-AksClusterExtension."));

    /// <summary>What to do about an instance whose last operation ended badly. The one place for it.</summary>
    private static string RecommendationFor(ClusterExtension extension) =>
        extension.Diagnosis is { } diagnosis ? $"{diagnosis.Recommendation} See {diagnosis.Link}"
        : extension.IsManaged ? "It belongs to a feature of AKS: turn that off and on again with az aks or Az.Aks."
        : "Mend what the statuses name, then create it again with New-AksClusterExtension: a Failed extension may be created anew.";

    private static string? Since(ClusterExtension extension) =>
        extension.SystemData?.LastModifiedAt is { } time ? $" since {CheckText.Time(time)}" : null;
}
