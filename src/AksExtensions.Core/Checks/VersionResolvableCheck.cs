using AksExtensions.Catalogue;

namespace AksExtensions.Checks;

/// <summary>Checks that the release train has the requested version, or any version.</summary>
internal static class VersionResolvableCheck
{
    public const string Name = "VersionResolvable";

    public static Finding? Check(CheckFacts facts) => facts.Versions?.Judge(Name, versions =>
    {
        var plan = facts.Plan!;
        var fitting = Fitting(facts, versions);
        if (plan.Version is { } pinned)
        {
            return fitting.FirstOrDefault(version => pinned.Equals(version.Version, StringComparison.OrdinalIgnoreCase)) is { } found
                ? Finding.Passed(Name, $"Version {found.Version} is on release train {plan.Train}.")
                : Finding.Failed(
                    Name, $"Release train {plan.Train} has no version {pinned} of '{plan.ExtensionType}'"
                    + (fitting.Count == 0 ? "." : $"; the newest is {Newest(fitting).Version}."),
                    "List the versions with Get-AksClusterExtensionTypeVersion. For a version of another train, add -ReleaseTrain.");
        }

        return fitting.Count > 0
            ? Finding.Passed(Name, $"The newest version on release train {plan.Train} is {Newest(fitting).Version}.")
            : Finding.Failed(
                Name, $"Release train {plan.Train} has no version of '{plan.ExtensionType}'.",
                $"Add -ReleaseTrain{Trains(plan)}.");
    });

    /// <summary>The versions that support this kind of cluster.</summary>
    internal static List<ExtensionTypeVersionInfo> Fitting(CheckFacts facts, IReadOnlyList<ExtensionTypeVersionInfo> versions) => versions
        .Where(version => version.SupportedClusterTypes.Count == 0
            || version.SupportedClusterTypes.Contains(facts.Cluster.ClusterType, StringComparer.OrdinalIgnoreCase))
        .ToList();

    /// <summary>The newest of several versions.</summary>
    internal static ExtensionTypeVersionInfo Newest(IReadOnlyList<ExtensionTypeVersionInfo> versions) =>
        versions.Aggregate((one, other) => VersionOrder.Compare(other.Version, one.Version) > 0 ? other : one);

    private static string? Trains(PlannedExtension plan) => TypeCatalogue.BuiltIn.Find(plan.ExtensionType)?.ReleaseTrains
        .Where(train => !train.Equals(plan.Train, StringComparison.OrdinalIgnoreCase)).ToList() is { Count: > 0 } others
            ? $"; this module knows {string.Join(", ", others)}" : null;
}
