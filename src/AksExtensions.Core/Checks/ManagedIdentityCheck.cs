namespace AksExtensions.Checks;

/// <summary>
/// Checks that an AKS cluster has a managed identity, because extensions do not work on clusters with a service principal. Other kinds never have one.
/// </summary>
internal static class ManagedIdentityCheck
{
    public const string Name = "ManagedIdentity";

    /// <summary>The value of <see cref="Arm.ClusterFacts.IdentityType"/> for a cluster with a service principal.</summary>
    private const string ServicePrincipal = "ServicePrincipal";

    public static Finding? Check(CheckFacts facts) => facts.Cluster.Type.Type != ClusterType.ManagedClusters
        ? null
        : facts.ClusterFacts?.Judge(Name, cluster => cluster.IdentityType switch
        {
            null => Finding.Warning(
                Name, "Azure does not report the identity of the cluster.", "Extensions need a managed identity: check the cluster in the Azure portal."),
            ServicePrincipal => Finding.Failed(
                Name, "The cluster has a service principal, which extensions cannot use.",
                "Change the cluster to a managed identity (az aks update --enable-managed-identity)."),
            var type => Finding.Passed(Name, $"The identity of the cluster is {type}."),
        });
}
