using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Converts a <see cref="ClusterExtension"/> back to the format of Azure Resource Manager, to find what was lost.</summary>
internal static class ArmShape
{
    /// <summary>Fails when a leaf of the resource is not in the extension.</summary>
    public static void AssertNothingLost(JsonObject resource, ClusterExtension extension)
    {
        var shape = Of(extension);
        foreach (var (path, value) in Leaves(resource, string.Empty))
        {
            if (path.StartsWith("/properties/configurationProtectedSettings/", StringComparison.Ordinal))
            {
                Assert.Contains(path.Split('/', 4)[3], extension.ConfigurationProtectedSettings.Keys);
                continue;
            }

            // Null is the same as nothing; a property without a name of its own is in the list of the others, wherever it stood.
            var found = Leaves(shape, string.Empty)
                .Where(leaf => leaf.Path == path || leaf.Path == "/properties" + path)
                .Select(leaf => leaf.Value).ToList();
            Assert.True(found.Count == 1 || value is null, $"{path} was lost");
            Assert.Equal(Text(value), Text(found.FirstOrDefault()));
        }

        var properties = resource["properties"]!.AsObject();
        Assert.All(extension.AdditionalProperties.Keys, name => Assert.True(properties.ContainsKey(name) || resource.ContainsKey(name)));
        foreach (var name in properties.Select(property => property.Key).Where(name => shape["properties"]![name] is null && !Named.Contains(name)))
        {
            Assert.Contains(name, extension.AdditionalProperties.Keys);
        }
    }

    private static readonly HashSet<string> Named = new(StringComparer.Ordinal)
    {
        "version", "currentVersion", "autoUpgradeMode", "aksAssignedIdentity", "isSystemExtension", "extensionState", "errorInfo", "packageUri",
        "customLocationSettings", "managedBy", "managementDetails", "additionalDetails", "configurationProtectedSettings", "scope",
    };

    private static JsonObject Of(ClusterExtension extension)
    {
        var properties = new JsonObject
        {
            ["extensionType"] = extension.ExtensionType,
            ["autoUpgradeMinorVersion"] = extension.AutoUpgradeMinorVersion,
            ["autoUpgradeMode"] = extension.AutoUpgradeMode,
            ["releaseTrain"] = extension.ReleaseTrain,
            ["version"] = extension.PinnedVersion,
            ["currentVersion"] = extension.CurrentVersion,
            ["scope"] = extension.ScopeKind switch
            {
                ExtensionScope.Cluster => new JsonObject { ["cluster"] = new JsonObject { ["releaseNamespace"] = extension.ReleaseNamespace } },
                ExtensionScope.Namespace => new JsonObject { ["namespace"] = new JsonObject { ["targetNamespace"] = extension.TargetNamespace } },
                _ => null,
            },
            ["configurationSettings"] = Plain(extension.ConfigurationSettings),
            ["statuses"] = Plain(extension.Statuses),
            ["provisioningState"] = extension.ProvisioningState,
            ["errorInfo"] = Plain(extension.ErrorInfo),
            ["customLocationSettings"] = Plain(extension.CustomLocationSettings),
            ["packageUri"] = extension.PackageUri,
            ["aksAssignedIdentity"] = Plain(extension.AksAssignedIdentity),
            ["isSystemExtension"] = extension.IsSystemExtension,
            ["extensionState"] = extension.ExtensionState,
            ["managedBy"] = extension.ManagedBy,
            ["managementDetails"] = Plain(extension.ManagementDetails),
            ["additionalDetails"] = Plain(extension.AdditionalDetails),
        };
        Merge(properties, Plain(extension.AdditionalProperties)!.AsObject());
        return new()
        {
            ["id"] = extension.Id,
            ["name"] = extension.Name,
            ["type"] = extension.Type,
            ["identity"] = Plain(extension.Identity),
            ["plan"] = Plain(extension.Plan),
            ["systemData"] = Plain(extension.SystemData),
            ["properties"] = properties,
        };
    }

    private static JsonNode? Plain<T>(T value) => Flat(JsonSerializer.SerializeToNode(value, JsonSerializerOptions.Web));

    // What has no name of its own stands beside what has one, as it came.
    private static JsonNode? Flat(JsonNode? node)
    {
        foreach (var child in node switch
        {
            JsonObject map => map.Select(property => property.Value),
            JsonArray list => list,
            _ => Enumerable.Empty<JsonNode?>(),
        })
        {
            Flat(child);
        }

        if (node is JsonObject part && part["additionalProperties"] is JsonObject others)
        {
            part.Remove("additionalProperties");
            Merge(part, others);
        }

        return node;
    }

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (name, value) in from)
        {
            if (into[name] is JsonObject inner && value is JsonObject more)
            {
                Merge(inner, more);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }

    private static IEnumerable<(string Path, JsonValue? Value)> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject map => map.SelectMany(property => Leaves(property.Value, $"{path}/{property.Key}")),
        JsonArray list => list.SelectMany((item, index) => Leaves(item, $"{path}/{index}")),
        _ => [(path, node?.AsValue())],
    };

    // Times are compared as times: ARM writes 7 digits and +00:00, JSON here may not.
    private static string? Text(JsonValue? value) => value?.ToString() is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && text.Contains('T')
            ? time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
            : text;
}
