using System.Text.Json;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>Clusters as their resource providers return them, with the properties that matter for extensions.</summary>
internal static class ClusterJson
{
    public static void Write(Utf8JsonWriter w, Cluster cluster, DateTimeOffset now)
    {
        w.WriteStartObject();
        w.WriteString("id", Id(cluster));
        w.WriteString("name", cluster.Name);
        // Arc returns its type in lower case (recorded).
        w.WriteString("type", cluster.Kind == ClusterKind.ConnectedCluster
            ? "microsoft.kubernetes/connectedclusters"
            : $"{cluster.Type.Namespace}/{cluster.Type.Type}");
        w.WriteString("location", cluster.Location);
        w.WriteMap("tags", cluster.Tags);
        WriteIdentity(w, cluster);
        w.WriteStartObject("properties");
        w.WriteString("provisioningState", cluster.ProvisioningState);
        switch (cluster.Kind)
        {
            case ClusterKind.ManagedCluster:
                WriteManaged(w, cluster);
                break;
            case ClusterKind.ConnectedCluster:
                WriteConnected(w, cluster, now);
                break;
            case ClusterKind.Fleet:
                w.WriteStartObject("hubProfile");
                w.WriteString("kubernetesVersion", cluster.KubernetesVersion);
                w.WriteEndObject();
                break;
            default:
                w.WriteString("kubernetesVersion", cluster.KubernetesVersion);
                break;
        }

        w.WriteEndObject();
        if (cluster.Kind == ClusterKind.ManagedCluster)
        {
            w.WriteStartObject("sku");
            w.WriteString("name", "Base");
            w.WriteString("tier", "Free");
            w.WriteEndObject();
        }

        w.WriteEndObject();
    }

    /// <summary>AKS returns <c>resourcegroups</c> in lower case in its IDs, so comparisons must ignore case.</summary>
    private static string Id(Cluster cluster) => cluster.Kind == ClusterKind.ManagedCluster
        ? cluster.Id.Replace("/resourceGroups/", "/resourcegroups/", StringComparison.Ordinal)
        : cluster.Id;

    private static void WriteIdentity(Utf8JsonWriter w, Cluster cluster)
    {
        switch (cluster.Identity)
        {
            // A cluster with a service principal has no identity member; a fleet has the value None (recorded).
            case ClusterIdentity.None when cluster.Kind == ClusterKind.ManagedCluster:
                return;
            case ClusterIdentity.None:
                w.WriteStartObject("identity");
                w.WriteString("type", "None");
                break;
            case ClusterIdentity.UserAssigned:
                w.WriteStartObject("identity");
                w.WriteString("type", "UserAssigned");
                w.WriteStartObject("userAssignedIdentities");
                var group = ResourceIds.Group(cluster.SubscriptionId, cluster.ResourceGroup);
                w.WriteStartObject($"{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{cluster.Name}-identity");
                w.WriteString("clientId", "30000000-0000-0000-0000-000000000003");
                w.WriteString("principalId", "40000000-0000-0000-0000-000000000004");
                w.WriteEndObject();
                w.WriteEndObject();
                break;
            default:
                w.WriteStartObject("identity");
                w.WriteString("type", "SystemAssigned");
                w.WriteString("principalId", "20000000-0000-0000-0000-000000000002");
                w.WriteString("tenantId", Subscription.DefaultTenantId);
                break;
        }

        w.WriteEndObject();
    }

    private static void WriteManaged(Utf8JsonWriter w, Cluster cluster)
    {
        w.WriteStartObject("powerState");
        w.WriteString("code", cluster.PowerState);
        w.WriteEndObject();
        w.WriteString("kubernetesVersion", cluster.KubernetesVersion);
        w.WriteString("currentKubernetesVersion", cluster.KubernetesVersion);
        w.WriteString("dnsPrefix", cluster.Name + "-dns");
        w.WriteString("fqdn", $"{cluster.Name}-dns-00000000.hcp.{cluster.Location}.azmk8s.io");
        w.WriteStartArray("agentPoolProfiles");
        foreach (var pool in cluster.Pools)
            NodePoolJson.Write(w, cluster, pool);
        w.WriteEndArray();
        if (cluster.NodeProvisioning is { } provisioning)
        {
            w.WriteStartObject("nodeProvisioningProfile");
            w.WriteString("mode", provisioning);
            w.WriteEndObject();
        }

        w.WriteStartObject("servicePrincipalProfile");
        w.WriteString("clientId", cluster.Identity == ClusterIdentity.None ? "50000000-0000-0000-0000-000000000005" : "msi");
        w.WriteEndObject();
        w.WriteString("nodeResourceGroup", cluster.NodeResourceGroup);
        WriteKubeletIdentity(w, cluster);
        w.WriteBoolean("enableRBAC", true);
        if (cluster.UsesEntra)
        {
            w.WriteStartObject("aadProfile");
            w.WriteBoolean("managed", true);
            w.WriteBoolean("enableAzureRBAC", true);
            w.WriteEndObject();
        }

        if (cluster.RunCommandDisabled)
        {
            w.WriteStartObject("apiServerAccessProfile");
            w.WriteBoolean("disableRunCommand", true);
            w.WriteEndObject();
        }

        if (cluster.WorkloadIdentity)
        {
            w.WriteStartObject("oidcIssuerProfile");
            w.WriteBoolean("enabled", true);
            w.WriteEndObject();
            w.WriteStartObject("securityProfile");
            w.WriteStartObject("workloadIdentity");
            w.WriteBoolean("enabled", true);
            w.WriteEndObject();
            w.WriteEndObject();
        }

        w.WriteStartObject("networkProfile");
        w.WriteString("networkPlugin", cluster.NetworkPlugin);
        if (cluster.NetworkPluginMode is { } mode)
            w.WriteString("networkPluginMode", mode);
        w.WriteString("networkPolicy", cluster.NetworkPolicy ?? "none");
        w.WriteString("loadBalancerSku", "standard");
        w.WriteEndObject();
    }

    private static void WriteKubeletIdentity(Utf8JsonWriter w, Cluster cluster)
    {
        if (cluster.Identity == ClusterIdentity.None)
            return;
        var group = ResourceIds.Group(cluster.SubscriptionId, cluster.NodeResourceGroup);
        w.WriteStartObject("identityProfile");
        w.WriteStartObject("kubeletidentity");
        w.WriteString("resourceId", $"{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{cluster.Name}-agentpool");
        w.WriteString("clientId", "60000000-0000-0000-0000-000000000006");
        w.WriteString("objectId", cluster.KubeletObjectId);
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void WriteConnected(Utf8JsonWriter w, Cluster cluster, DateTimeOffset now)
    {
        w.WriteString("connectivityStatus", cluster.ConnectivityStatus);
        w.WriteString("distribution", "aks");
        w.WriteString("infrastructure", "azure");
        w.WriteString("kubernetesVersion", cluster.KubernetesVersion);
        w.WriteNumber("totalNodeCount", cluster.Nodes);
        w.WriteString("agentVersion", "1.28.4");
        w.WriteNumber("totalCoreCount", cluster.Nodes * 2);
        w.WriteString("lastConnectivityTime", (cluster.LastConnectivityTime ?? now).UtcDateTime);
    }
}
