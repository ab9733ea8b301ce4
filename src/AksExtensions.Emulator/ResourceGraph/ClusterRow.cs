using System.Text.Json;
using AksExtensions.Emulator.Endpoints;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.ResourceGraph;

/// <summary>A cluster in the table <c>resources</c>: type and group in lower case, properties as the provider returns them.</summary>
internal sealed class ClusterRow(Cluster cluster, string tenantId, DateTimeOffset now) : Row
{
    private JsonElement? _json;

    private JsonElement Json => _json ??= JsonElement.Parse(ArmJson.Write(w => ClusterJson.Write(w, cluster, now)).Span);

    public override object? Get(string column) => column switch
    {
        "id" => cluster.Id,
        "name" => cluster.Name,
        "type" => $"{cluster.Type.Namespace}/{cluster.Type.Type}".ToLowerInvariant(),
        "tenantId" => tenantId,
        "kind" or "managedBy" => "",
        "location" => cluster.Location,
        "resourceGroup" => cluster.ResourceGroup.ToLowerInvariant(),
        "subscriptionId" => cluster.SubscriptionId,
        "tags" or "properties" or "identity" or "sku" => Values.Member(Json, column),
        _ => null,
    };
}
