using AksExtensions.Arm;

namespace AksExtensions.Checks;

/// <summary>Checks that the version to install supports the cluster's Kubernetes version.</summary>
internal static class KubernetesSupportedCheck
{
    public const string Name = "KubernetesSupported";

    public static Finding? Check(CheckFacts facts) => facts.Versions?.Judge(Name, all =>
    {
        var plan = facts.Plan!;
        var candidates = VersionResolvableCheck.Fitting(facts, all)
            .Where(version => plan.Version is null || plan.Version.Equals(version.Version, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return candidates.Count == 0 ? null : facts.ClusterFacts?.Judge(Name, cluster => Judge(facts.Cluster, plan, cluster, candidates));
    });

    private static Finding Judge(
        ClusterReference cluster, PlannedExtension plan, ClusterFacts facts, List<ExtensionTypeVersionInfo> candidates)
    {
        if (facts.KubernetesVersion is not { } kubernetes)
        {
            return Finding.Warning(
                Name, "Azure does not report the Kubernetes version of the cluster.", "Compare the version with Get-AksClusterExtensionTypeVersion.");
        }

        var newest = VersionResolvableCheck.Newest(candidates);
        var running = candidates.Where(version => !UnsupportedKubernetes.Includes(version, cluster, facts.Distribution, kubernetes)).ToList();
        if (running.Count == 0)
        {
            return plan.Version is null
                ? Finding.Failed(
                    Name, $"'{plan.ExtensionType}' has no version that supports Kubernetes {kubernetes}.", "Upgrade the cluster.")
                : Finding.Failed(
                    Name, $"'{plan.ExtensionType}' {newest.Version} does not support Kubernetes {kubernetes}.",
                    "Upgrade the cluster, or specify another -Version.");
        }

        var chosen = VersionResolvableCheck.Newest(running);
        return ReferenceEquals(chosen, newest)
            ? Finding.Passed(Name, $"{chosen.Version} supports Kubernetes {kubernetes}.")
            : Finding.Warning(
                Name, $"The newest version, {newest.Version}, does not support Kubernetes {kubernetes}; {chosen.Version} does.",
                $"Specify -Version {chosen.Version}, or upgrade the cluster.");
    }
}
