namespace AksExtensions.DesiredState.Tests;

/// <summary>Clusters and extensions as Azure would give them.</summary>
internal static class Clusters
{
    public const string Subscription = "00000000-0000-0000-0000-000000000001";

    /// <summary>A cluster.</summary>
    public static AksCluster Make(
        string name, string? location = "westeurope", Dictionary<string, string>? tags = null, string? kubernetesVersion = "1.34.2", string group = "rg",
        string? state = "Succeeded", string? power = "Running")
    {
        var reference = ClusterReference.Create(Subscription, group, name);
        return new(reference)
        {
            Id = reference.Id, Location = location, Tags = tags ?? [], KubernetesVersion = kubernetesVersion, ProvisioningState = state, PowerState = power,
        };
    }
}
