using System.Globalization;
using System.Text.Json;
using AksExtensions.Arm;

namespace AksExtensions.Azure;

/// <summary>Maps clusters of every kind, as their providers and Resource Graph return them.</summary>
internal static class ClusterMapper
{
    /// <summary>A cluster, from a row of Resource Graph as <see cref="Estate.EstateQuery"/> projects it.</summary>
    public static AksCluster Cluster(JsonElement row, ClusterReference cluster) => new(cluster)
    {
        Id = row.String("id") ?? cluster.Id,
        Location = row.String("location"),
        KubernetesVersion = row.String("currentKubernetesVersion") ?? row.String("kubernetesVersion"),
        ProvisioningState = row.String("provisioningState"),
        PowerState = row.String("powerState"),
        NodeCount = row.Property("agentPools") is { ValueKind: JsonValueKind.Array } pools
            ? NodeCount(pools)
            : null,
        SkuTier = row.String("skuTier"),
        IdentityType = IdentityType(row.String("identityType"), row.String("servicePrincipal")),
        Tags = ModelMapper.Settings(row.Property("tags"), StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>An AKS cluster, from its own resource.</summary>
    public static AksCluster ManagedCluster(JsonElement resource)
    {
        var id = resource.String("id") ?? string.Empty;
        var facts = ClusterFacts(resource);
        return new(ClusterReference.Parse(id, out _))
        {
            Id = id,
            Location = facts.Location,
            KubernetesVersion = facts.KubernetesVersion,
            ProvisioningState = facts.ProvisioningState,
            PowerState = facts.PowerState,
            NodeCount = facts.NodeCount,
            SkuTier = resource.Property("sku")?.String("tier"),
            IdentityType = facts.IdentityType,
            Tags = ModelMapper.Settings(resource.Property("tags"), StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>The facts of a cluster, from its own resource.</summary>
    public static ClusterFacts ClusterFacts(JsonElement resource)
    {
        var properties = resource.Property("properties") ?? default;
        return new(
            resource.String("location"),
            properties.Property("agentPoolProfiles") is { ValueKind: JsonValueKind.Array } pools
                ? NodeCount(pools)
                : int.TryParse(properties.String("totalNodeCount"), CultureInfo.InvariantCulture, out var total) ? total : null,
            resource.Property("identity")?.String("tenantId"))
        {
            NodeResourceGroup = properties.String("nodeResourceGroup"),
            KubeletObjectId = properties.Property("identityProfile")?.Property("kubeletidentity")?.String("objectId"),
            KubernetesVersion = properties.String("currentKubernetesVersion") ?? properties.String("kubernetesVersion")
                ?? properties.Property("hubProfile")?.String("kubernetesVersion"),
            ProvisioningState = properties.String("provisioningState"),
            PowerState = properties.Property("powerState")?.String("code"),
            IdentityType = IdentityType(
                resource.Property("identity")?.String("type"), properties.Property("servicePrincipalProfile")?.String("clientId")),
            ConnectivityStatus = properties.String("connectivityStatus"),
            LastConnectivityTime = PartMapper.Time(properties.String("lastConnectivityTime")),
            Distribution = properties.String("distribution"),
            IsRunCommandDisabled = properties.Property("apiServerAccessProfile")?.Boolean("disableRunCommand") == true,
            Network = properties.Property("networkProfile") is { } network
                ? new(network.String("networkPlugin"), network.String("networkPluginMode"), network.String("networkPolicy")) : null,
            HasOidcIssuer = properties.Property("oidcIssuerProfile")?.Boolean("enabled") == true,
            HasWorkloadIdentity = properties.Property("securityProfile")?.Property("workloadIdentity")?.Boolean("enabled") == true,
            UsesAzureRbac = properties.Property("aadProfile")?.Boolean("enableAzureRBAC") == true,
            UsesEntra = properties.Property("aadProfile")?.Boolean("managed") == true,
            NodePools = NodePoolMapper.NodePools(properties),
            NodeProvisioning = properties.Property("nodeProvisioningProfile")?.String("mode"),
        };
    }

    private static int NodeCount(JsonElement pools) => (int)Math.Min(
        int.MaxValue, pools.EnumerateArray().Sum(pool => int.TryParse(pool.String("count"), CultureInfo.InvariantCulture, out var count) ? Math.Max(0L, count) : 0L));

    // A cluster with a managed identity names its service principal msi.
    private static string? IdentityType(string? type, string? servicePrincipal) =>
        type is null or "None" && servicePrincipal is not (null or "msi") ? "ServicePrincipal" : type;
}
