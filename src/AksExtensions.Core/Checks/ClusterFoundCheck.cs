using System.Globalization;
using AksExtensions.Arm;

namespace AksExtensions.Checks;

/// <summary>Checks that the cluster exists.</summary>
internal static class ClusterFoundCheck
{
    public const string Name = "ClusterFound";

    // A request about the contents of the cluster can be the one that reports that the cluster does not exist.
    public static Finding? Check(CheckFacts facts) =>
        facts.Failures.FirstOrDefault(failure => failure.ErrorId == nameof(Errors.ClusterNotFound)) is { } missing
            ? Finding.Failed(Name, missing.Message, missing.RecommendedAction)
            : facts.ClusterFacts?.Judge(Name, cluster => Finding.Passed(Name, Describe(facts.Cluster, cluster)));

    private static string Describe(ClusterReference cluster, ClusterFacts facts) => string.Join(", ", new[]
    {
        $"{cluster.ResourceProvider}/{cluster.ClusterType}",
        facts.Location is { } location ? $"in {location}" : null,
        facts.KubernetesVersion is { } version ? $"Kubernetes {version}" : null,
        facts.NodeCount is { } nodes ? string.Create(CultureInfo.InvariantCulture, $"{nodes} {(nodes == 1 ? "node" : "nodes")}") : null,
    }.OfType<string>()) + ".";
}
