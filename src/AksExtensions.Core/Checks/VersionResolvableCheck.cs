using AksExtensions.Catalogue;

namespace AksExtensions.Checks;

/// <summary>Whether there is a version to install: the one that was asked for, or any, on the release train.</summary>
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
                ? Finding.Passed(Name, $"Version {found.Version} is on the release train {plan.Train}.")
                : Finding.Failed(
                    Name, $"There is no version {pinned} of '{plan.ExtensionType}' on the release train {plan.Train}"
                    + (fitting.Count == 0 ? "." : $"; the newest is {Newest(fitting).Version}."),
                    "Get-AksClusterExtensionTypeVersion shows the versions; one that is on another train needs -ReleaseTrain.");
        }

        return fitting.Count > 0
            ? Finding.Passed(Name, $"The newest on the release train {plan.Train} is {Newest(fitting).Version}.")
            : Finding.Failed(
                Name, $"There is no version of '{plan.ExtensionType}' on the release train {plan.Train}.",
                $"Give -ReleaseTrain{Trains(plan)}.");
    });

    /// <summary>The versions for this kind of cluster.</summary>
    internal static List<ExtensionTypeVersionInfo> Fitting(CheckFacts facts, IReadOnlyList<ExtensionTypeVersionInfo> versions) => versions
        .Where(version => version.SupportedClusterTypes.Count == 0
            || version.SupportedClusterTypes.Contains(facts.Cluster.ClusterType, StringComparer.OrdinalIgnoreCase))
        .ToList();

    /// <summary>The newest of some versions.</summary>
    internal static ExtensionTypeVersionInfo Newest(IReadOnlyList<ExtensionTypeVersionInfo> versions) =>
        versions.Aggregate((one, other) => VersionOrder.Compare(other.Version, one.Version) > 0 ? other : one);

    private static string? Trains(PlannedExtension plan) => TypeCatalogue.BuiltIn.Find(plan.ExtensionType)?.ReleaseTrains
        .Where(train => !train.Equals(plan.Train, StringComparison.OrdinalIgnoreCase)).ToList() is { Count: > 0 } others
            ? $": this module knows of {string.Join(", ", others)}" : null;
}
