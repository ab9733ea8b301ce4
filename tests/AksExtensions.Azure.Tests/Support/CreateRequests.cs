using System.Text.Json.Nodes;
using AksExtensions.Arm;
using AksExtensions.Settings;

namespace AksExtensions.Azure.Tests;

/// <summary>Reads a recorded body back into the request that asks for the same.</summary>
internal static class CreateRequests
{
    public static CreateExtensionRequest Of(JsonNode body)
    {
        var properties = body["properties"]!.AsObject();
        var scope = properties["scope"];
        return new()
        {
            ExtensionType = properties["extensionType"]!.GetValue<string>(),
            AutoUpgradeMinorVersion = properties["autoUpgradeMinorVersion"]?.GetValue<bool>(),
            ReleaseTrain = properties["releaseTrain"]?.GetValue<string>(),
            Version = properties["version"]?.GetValue<string>(),
            Scope = scope?["cluster"] is not null ? ExtensionScope.Cluster : scope?["namespace"] is not null ? ExtensionScope.Namespace : null,
            ReleaseNamespace = scope?["cluster"]?["releaseNamespace"]?.GetValue<string>(),
            TargetNamespace = scope?["namespace"]?["targetNamespace"]?.GetValue<string>(),
            ConfigurationSettings = Map(properties["configurationSettings"])?.ToDictionary(setting => setting.Key, setting => setting.Value!.GetValue<string>()),
            ConfigurationProtectedSettings = Map(properties["configurationProtectedSettings"])?
                .ToDictionary(setting => setting.Key, setting => new SecretValue(setting.Value!.GetValue<string>())),
        };
    }

    private static JsonObject? Map(JsonNode? settings) => settings?.AsObject();
}
