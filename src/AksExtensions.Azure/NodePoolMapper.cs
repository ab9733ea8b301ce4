using System.Globalization;
using System.Text.Json;
using AksExtensions.Arm;

namespace AksExtensions.Azure;

/// <summary>Maps node pools and the sizes of their nodes.</summary>
internal static class NodePoolMapper
{
    /// <summary>The node pools of an AKS cluster; null when its properties have none.</summary>
    public static IReadOnlyList<NodePool>? NodePools(JsonElement properties) =>
        properties.Property("agentPoolProfiles") is { ValueKind: JsonValueKind.Array } pools
            ? [.. pools.EnumerateArray().Where(pool => pool.ValueKind == JsonValueKind.Object).Select(NodePool)]
            : null;

    /// <summary>A size of virtual machines. A number that Azure leaves out is 0.</summary>
    public static VmSize VmSize(JsonElement size) =>
        new(size.String("name") ?? string.Empty, Number(size, "numberOfCores") ?? 0, Number(size, "memoryInMB") ?? 0);

    private static NodePool NodePool(JsonElement pool) => new(pool.String("name") ?? string.Empty)
    {
        VmSize = pool.String("vmSize"),
        OsType = pool.String("osType"),
        Mode = pool.String("mode"),
        PowerState = pool.Property("powerState")?.String("code"),
        Count = Number(pool, "count") ?? 0,
        MaxCount = pool.Boolean("enableAutoScaling") is true ? Number(pool, "maxCount") : null,
        Taints = [.. pool.Array("nodeTaints").Select(JsonPlain.Text).Select(Readable.Text).OfType<string>()],
        Labels = Labels(pool.Property("nodeLabels")),
    };

    private static Dictionary<string, string> Labels(JsonElement? labels) => labels is { ValueKind: JsonValueKind.Object } members
        ? members.EnumerateObject().DistinctBy(label => label.Name).ToDictionary(label => label.Name, label => JsonPlain.Text(label.Value) ?? string.Empty)
        : [];

    private static int? Number(JsonElement parent, string name) =>
        int.TryParse(parent.String(name), CultureInfo.InvariantCulture, out var number) ? Math.Max(0, number) : null;
}
