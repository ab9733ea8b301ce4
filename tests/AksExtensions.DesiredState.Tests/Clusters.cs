namespace AksExtensions.DesiredState.Tests;

/// <summary>Clusters and extensions as Azure would return them.</summary>
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

    /// <summary>An extension.</summary>
    public static ClusterExtension Extension(
        string cluster, string name, string type, string version, string state = "Succeeded", Dictionary<string, string>? settings = null,
        string[]? secrets = null, string? managedBy = null, DateTimeOffset? modified = null, ExtensionStatus[]? statuses = null)
    {
        var reference = ClusterReference.Create(Subscription, "rg", cluster);
        return new(reference)
        {
            Id = new ExtensionReference(reference, name).Id,
            Name = name,
            ExtensionType = type,
            ProvisioningState = state,
            PinnedVersion = version,
            CurrentVersion = version,
            ConfigurationSettings = settings ?? [],
            ConfigurationProtectedSettings = (secrets ?? []).ToDictionary(key => key, _ => string.Empty),
            ManagedBy = managedBy,
            Statuses = statuses ?? [],
            SystemData = modified is null ? null : new(null, null, modified, null, null, modified),
        };
    }
}
