using AksExtensions.Catalogue;

namespace AksExtensions.Checks;

/// <summary>Checks that the type of extension is offered in the cluster's region and for its kind.</summary>
internal static class TypeOfferedCheck
{
    public const string Name = "TypeOffered";

    public static Finding? Check(CheckFacts facts) =>
        // Known without Azure, whose own answer names no other way.
        facts.Plan?.ExtensionType is { } type && TypeRules.RefusalOf(TypeCatalogue.BuiltIn.Find(type), facts.Cluster) is { } refusal
            ? Finding.Failed(Name, refusal.Text, refusal.WayOut)
            : Offer(facts);

    private static Finding? Offer(CheckFacts facts) => facts.Type is { Failure: { } failure } && IsNotOffered(failure)
        ? Finding.Failed(
            Name, $"'{facts.Plan!.ExtensionType}' is not offered{Region(facts)}. {failure.Arm?.Error.Message}".TrimEnd(),
            $"{Suggestion(facts.Plan.ExtensionType!)}To list the types for this cluster, use Get-AksClusterExtensionType.")
        : facts.Type?.Judge(Name, type => type.SupportedClusterTypes.Count > 0
            && !type.SupportedClusterTypes.Contains(facts.Cluster.ClusterType, StringComparer.OrdinalIgnoreCase)
                ? Finding.Failed(
                    Name,
                    $"'{type.Name}' supports {string.Join(", ", type.SupportedClusterTypes)}, not {facts.Cluster.ClusterType}.",
                    "To list the types for this cluster, use Get-AksClusterExtensionType.")
                : Finding.Passed(Name, $"'{type.Name}' is offered{Region(facts)}{PlanOf(type)}."));

    /// <summary>Whether the service reports that the type does not exist, as opposed to any other failure.</summary>
    internal static bool IsNotOffered(AksExtensionException failure) => failure.ErrorId == nameof(Errors.ExtensionVersionNotFound);

    private static string? Region(CheckFacts facts) => facts.ClusterFacts?.Value?.Location is { } location ? $" in {location}" : null;

    private static string? PlanOf(ExtensionTypeInfo type) => type.Plan is { } plan
        ? $", with the Marketplace plan -PlanPublisher {plan.Publisher} -PlanProduct {plan.Product} -PlanName {plan.Name}" : null;

    private static string? Suggestion(string type) =>
        Misspelling.Nearest(type, TypeCatalogue.BuiltIn.All.Select(known => known.Name)) is { } nearest
            && !nearest.Equals(type, StringComparison.OrdinalIgnoreCase)
                ? $"Did you mean {nearest}? " : null;
}
