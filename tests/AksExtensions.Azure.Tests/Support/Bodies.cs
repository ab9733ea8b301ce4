using System.Text.Json.Nodes;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Compares request bodies.</summary>
internal static class Bodies
{
    /// <summary>A copy without the empty settings maps that Azure CLI always sends.</summary>
    public static JsonNode WithoutEmptySettings(JsonNode body)
    {
        var copy = body.DeepClone();
        if (copy["properties"] is JsonObject properties)
        {
            foreach (var map in new[] { "configurationSettings", "configurationProtectedSettings" })
            {
                if (properties[map] is JsonObject { Count: 0 })
                {
                    properties.Remove(map);
                }
            }
        }

        return copy;
    }

    public static void AssertEqual(JsonNode? expected, JsonNode? actual) => Assert.True(
        JsonNode.DeepEquals(expected, actual), $"expected {expected?.ToJsonString() ?? "no body"}, but {actual?.ToJsonString() ?? "no body"} was sent");
}
