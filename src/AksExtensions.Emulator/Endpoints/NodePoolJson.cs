using System.Text.Json;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>A node pool as Microsoft.ContainerService returns it in a cluster.</summary>
internal static class NodePoolJson
{
    public static void Write(Utf8JsonWriter w, Cluster cluster, NodePool pool)
    {
        w.WriteStartObject();
        w.WriteString("name", pool.Name);
        w.WriteNumber("count", pool.Count);
        w.WriteString("vmSize", pool.VmSize);
        w.WriteNumber("osDiskSizeGB", 128);
        w.WriteString("osType", pool.OsType);
        w.WriteString("type", "VirtualMachineScaleSets");
        w.WriteString("mode", pool.Mode);
        if (pool.MaxCount is { } most)
        {
            w.WriteBoolean("enableAutoScaling", true);
            w.WriteNumber("minCount", Math.Min(pool.Count, most));
            w.WriteNumber("maxCount", most);
        }

        // The service leaves both out when the pool has none.
        if (pool.Taints.Count > 0)
            w.WriteList("nodeTaints", pool.Taints);
        if (pool.Labels.Count > 0)
            w.WriteMap("nodeLabels", pool.Labels);
        w.WriteString("provisioningState", "Succeeded");
        w.WriteStartObject("powerState");
        w.WriteString("code", pool.PowerState ?? cluster.PowerState);
        w.WriteEndObject();
        w.WriteString("orchestratorVersion", cluster.KubernetesVersion);
        w.WriteString("currentOrchestratorVersion", cluster.KubernetesVersion);
        w.WriteEndObject();
    }
}
