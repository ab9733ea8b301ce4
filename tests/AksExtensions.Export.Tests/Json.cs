using System.Text.Json.Nodes;

namespace AksExtensions.Tests;

/// <summary>Compares JSON, whatever the order of its members.</summary>
internal static class Json
{
    public static string Canonical(string json) => Canonical(JsonNode.Parse(json))?.ToJsonString() ?? "null";

    /// <summary>A template without what the Bicep compiler says of itself.</summary>
    public static string Template(string json)
    {
        var template = JsonNode.Parse(json)!;
        template["metadata"]?.AsObject().Remove("_generator");
        return Canonical(template)!.ToJsonString();
    }

    public static JsonNode? Canonical(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Canonical(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Canonical)]),
        _ => node?.DeepClone(),
    };
}
