using System.Text.Json;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.ResourceGraph;

/// <summary>An extension in the table <c>kubernetesconfigurationresources</c>, where inner names begin with a capital letter.</summary>
internal sealed class ExtensionRow(Extension extension, Cluster cluster, string tenantId) : Row
{
    private JsonElement? _json;

    private JsonElement Json =>
        _json ??= JsonElement.Parse(ArmJson.Write(w => ExtensionJson.Write(w, extension, ApiVersions.Extensions[0])).Span);

    public override object? Get(string column) => column switch
    {
        "id" => extension.Id,
        "name" => extension.Name,
        "type" => ExtensionJson.ResourceType.ToLowerInvariant(),
        "tenantId" => tenantId,
        "kind" or "managedBy" or "location" => "",
        "resourceGroup" => cluster.ResourceGroup.ToLowerInvariant(),
        "subscriptionId" => cluster.SubscriptionId,
        "properties" => JsonElement.Parse(ArmJson.Write(w => WriteCapitalised(w, Json.GetProperty("properties"))).Span),
        "identity" or "plan" or "systemData" => Values.Member(Json, column),
        _ => null,
    };

    private static void WriteCapitalised(Utf8JsonWriter w, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                w.WriteStartObject();
                foreach (var property in json.EnumerateObject())
                {
                    w.WritePropertyName(char.ToUpperInvariant(property.Name[0]) + property.Name[1..]);
                    // Keys that users chose keep their spelling.
                    if (property.Name is "configurationSettings" or "configurationProtectedSettings")
                        property.Value.WriteTo(w);
                    else
                        WriteCapitalised(w, property.Value);
                }

                w.WriteEndObject();
                break;
            case JsonValueKind.Array:
                w.WriteStartArray();
                foreach (var item in json.EnumerateArray())
                    WriteCapitalised(w, item);
                w.WriteEndArray();
                break;
            default:
                json.WriteTo(w);
                break;
        }
    }
}
