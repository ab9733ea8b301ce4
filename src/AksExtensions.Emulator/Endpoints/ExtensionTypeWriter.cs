using System.Text.Json;
using AksExtensions.Emulator.ExtensionTypes;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>Extension types in the format of each version; all were recorded or published.</summary>
internal sealed class ExtensionTypeWriter(string baseId, string apiVersion, bool flatScopeSettings)
{
    private const string Oldest = "2022-01-15-preview";
    private const string Flat = "2023-05-01-preview";
    private const string ResourceType = ResourceIds.ExtensionsNamespace + "/extensionTypes";

    private static readonly string[] UnsupportedKinds = ["connectedCluster", "provisionedCluster", "managedCluster", "appliances"];

    public void WriteType(Utf8JsonWriter w, ExtensionType type)
    {
        w.WriteStartObject();
        w.WriteString("id", $"{baseId}/extensionTypes/{type.Name}");
        w.WriteString("name", type.Name);
        w.WriteString("type", ResourceType);
        w.WriteStartObject("properties");
        if (Is(Oldest))
        {
            WriteScopes(w, type);
            w.WriteList("releaseTrains", type.Trains.Where(t => t.Value.Length > 0).Select(t => t.Key));
            w.WriteList("clusterTypes", type.SupportedClusterTypes.Select(t => t.ToLowerInvariant()));
        }
        else
        {
            WriteDetails(w, type);
        }

        w.WriteEndObject();
        w.WriteEndObject();
    }

    public void WriteVersion(Utf8JsonWriter w, ExtensionType type, string version)
    {
        w.WriteStartObject();
        w.WriteString("id", $"{baseId}/extensionTypes/{type.Name}/versions/{version}");
        w.WriteString("name", version);
        w.WriteString("type", ResourceType + "/versions");
        w.WriteStartObject("properties");
        w.WriteString("version", version);
        w.WriteStartObject("unsupportedKubernetesVersions");
        foreach (var kind in UnsupportedKinds)
        {
            w.WritePropertyName(kind);
            if (kind == "managedCluster" && type.UnsupportedByVersion.TryGetValue(version, out var ranges))
                WriteRows(w, ranges);
            else if (type.UnsupportedKubernetesVersions is { } all && all.TryGetProperty(kind, out var unsupported))
                unsupported.WriteTo(w);
            else
                w.WriteNullValue();
        }

        w.WriteEndObject();
        if (Is(ApiVersions.FirstWithRegions))
            w.WriteBoolean("isFipsCompliant", type.IsFipsCompliant);
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void WriteRows(Utf8JsonWriter w, string[] ranges)
    {
        w.WriteStartArray();
        w.WriteStartObject();
        w.WriteList("distributions", ["AKS"]);
        w.WriteList("unsupportedVersions", ranges);
        w.WriteEndObject();
        w.WriteEndArray();
    }

    private void WriteDetails(Utf8JsonWriter w, ExtensionType type)
    {
        w.WriteString("extensionType", type.Name);
        w.WriteString("description", type.Description);
        w.WriteBoolean("isSystemExtension", type.IsSystemExtension);
        w.WriteString("publisher", type.Publisher);
        w.WriteBoolean("isManagedIdentityRequired", type.IsManagedIdentityRequired);
        w.WriteList("supportedClusterTypes", type.SupportedClusterTypes);
        WriteScopes(w, type);
        w.WriteStartObject("planInfo");
        w.WriteStringOrNull("offerId", type.Plan?.OfferId);
        w.WriteStringOrNull("planId", type.Plan?.PlanId);
        w.WriteString("publisherId", type.Plan?.PublisherId ?? type.Publisher);
        w.WriteEndObject();
        if (Is(ApiVersions.FirstWithRegions))
        {
            w.WriteList("supportedRegions", type.Regions ?? []);
            w.WriteStartObject("additionalDetails");
            w.WriteStringOrNull("docs", type.Docs);
            w.WriteNull("releaseNotes");
            w.WriteNull("troubleshootingGuide");
            w.WriteEndObject();
        }
    }

    private void WriteScopes(Utf8JsonWriter w, ExtensionType type)
    {
        w.WriteStartObject("supportedScopes");
        w.WriteString("defaultScope", type.DefaultScope);
        w.WriteStartObject("clusterScopeSettings");
        // Since 2024 the settings are a separate resource with an ID and properties.
        var wrapped = !Is(Oldest) && !Is(Flat) && !flatScopeSettings;
        if (wrapped)
            w.WriteStartObject("properties");
        w.WriteBoolean("allowMultipleInstances", type.AllowMultipleInstances);
        w.WriteString("defaultReleaseNamespace", type.DefaultReleaseNamespace);
        if (wrapped)
        {
            w.WriteEndObject();
            w.WriteString("id", $"{baseId}/extensionTypes/{type.Name}/clusterScopeSettings/default");
            w.WriteString("name", "default");
            w.WriteString("type", ResourceType + "/clusterScopeSettings");
        }

        w.WriteEndObject();
        w.WriteEndObject();
    }

    private bool Is(string version) => apiVersion.Equals(version, StringComparison.OrdinalIgnoreCase);
}
