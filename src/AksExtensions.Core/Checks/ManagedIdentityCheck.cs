namespace AksExtensions.Checks;

/// <summary>
/// Whether an AKS cluster has a managed identity: extensions do not work on clusters with a service principal. Other kinds never have one.
/// </summary>
internal static class ManagedIdentityCheck
{
    public const string Name = "ManagedIdentity";

    /// <summary>What <see cref="Arm.ClusterFacts.IdentityType"/> is for a cluster with a service principal.</summary>
    private const string ServicePrincipal = "ServicePrincipal";

    public static Finding? Check(CheckFacts facts) => facts.Cluster.Type.Type != ClusterType.ManagedClusters
        ? null
        : facts.ClusterFacts?.Judge(Name, cluster => cluster.IdentityType switch
        {
            null => Finding.Warning(
                Name, "Azure does not say which identity the cluster has.", "Extensions need a managed identity: see the cluster's own page."),
            ServicePrincipal => Finding.Failed(
                Name, "The cluster has a service principal, and extensions do not work with it.",
                "Change the cluster to a managed identity (az aks update --enable-managed-identity)."),
            var type => Finding.Passed(Name, $"The cluster's identity is {type}."),
        });
}
