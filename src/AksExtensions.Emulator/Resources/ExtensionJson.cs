using System.Globalization;
using System.Text.Json;
using AksExtensions.Emulator.Http;

namespace AksExtensions.Emulator.Resources;

/// <summary>The JSON of an extension. The order of properties, the nulls and the empty protected values follow recordings.</summary>
internal static class ExtensionJson
{
    public const string ResourceType = ResourceIds.ExtensionsNamespace + "/extensions";

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "extensionType", "autoUpgradeMinorVersion", "autoUpgradeMode", "releaseTrain", "version", "currentVersion", "scope",
        "provisioningState", "configurationSettings", "configurationProtectedSettings", "statuses", "errorInfo", "aksAssignedIdentity",
        "isSystemExtension", "extensionState", "additionalDetails",
    };

    public static void Write(Utf8JsonWriter w, Extension extension, string apiVersion)
    {
        w.WriteStartObject();
        w.WriteString("id", extension.Id);
        w.WriteString("name", extension.Name);
        w.WriteString("type", ResourceType);
        WriteProperties(w, extension, string.CompareOrdinal(apiVersion, ApiVersions.FirstWithUpgradeMode) >= 0);
        WriteSystemData(w, extension);
        if (extension.Identity is { } identity)
        {
            w.WriteStartObject("identity");
            w.WriteStringOrNull("type", identity.Type);
            w.WriteStringOrNull("principalId", identity.PrincipalId);
            if (identity.TenantId is not null)
                w.WriteString("tenantId", identity.TenantId);
            w.WriteEndObject();
        }

        if (extension.Plan is { } plan)
            WritePlan(w, plan);
        w.WriteEndObject();
    }

    /// <summary>Reads a resource from a test or a state file. Unknown properties are kept.</summary>
    public static Extension Read(JsonElement json, DateTimeOffset now)
    {
        var id = Text(json, "id")
            ?? throw ArmErrors.InvalidContent("Required property 'id' not found in JSON. Path '', line 1, position 1");
        if (ResourceIds.ParseExtension(id) is not var (clusterId, name))
            throw ArmErrors.InvalidContent($"'{id}' is not the id of an extension");
        var properties = json.Member("properties") ?? default;
        var auto = properties.Member("autoUpgradeMinorVersion") is not { ValueKind: JsonValueKind.False };
        var system = json.Member("systemData") ?? default;
        return new Extension
        {
            ClusterId = clusterId,
            Name = name,
            ExtensionType = Text(properties, "extensionType") ?? "microsoft.flux",
            AutoUpgradeMinorVersion = auto,
            AutoUpgradeMode = Text(properties, "autoUpgradeMode") ?? (auto ? "compatible" : "none"),
            ReleaseTrain = Text(properties, "releaseTrain") ?? "Stable",
            Version = Text(properties, "version"),
            CurrentVersion = Text(properties, "currentVersion"),
            Scope = ReadScope(properties.Member("scope")),
            ConfigurationSettings = ReadMap(properties.Member("configurationSettings")),
            ConfigurationProtectedSettings = ReadMap(properties.Member("configurationProtectedSettings")),
            ProvisioningState = Text(properties, "provisioningState") ?? "Succeeded",
            Statuses = ReadStatuses(properties.Member("statuses")),
            ErrorInfo = properties.Member("errorInfo") is { } error
                ? new ExtensionError(Text(error, "code") ?? "", Text(error, "message") ?? "")
                : null,
            Identity = json.Member("identity") is { } identity ? ReadIdentity(identity) : null,
            AksAssignedIdentity = properties.Member("aksAssignedIdentity") is { } assigned ? ReadIdentity(assigned) : null,
            Plan = json.Member("plan") is { } plan ? ReadPlan(plan) : null,
            IsSystemExtension = properties.Member("isSystemExtension") is { ValueKind: JsonValueKind.True },
            CreatedAt = Time(system, "createdAt") ?? now,
            LastModifiedAt = Time(system, "lastModifiedAt") ?? now,
            OtherProperties = ReadOthers(properties),
        };
    }

    public static ExtensionPlan ReadPlan(JsonElement plan) =>
        new(Text(plan, "name"), Text(plan, "publisher"), Text(plan, "product"), Text(plan, "promotionCode"), Text(plan, "version"));

    private static ExtensionIdentity ReadIdentity(JsonElement identity) =>
        new(Text(identity, "type"), Text(identity, "principalId"), Text(identity, "tenantId"));

    /// <summary>Reads a map of strings and refuses other values.</summary>
    public static OrderedDictionary<string, string> ReadMap(JsonElement? map)
    {
        var result = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        if (map is not { } element)
            return result;
        if (element.ValueKind != JsonValueKind.Object)
            throw ArmErrors.InvalidContent($"Error converting a value of kind {element.ValueKind} to a map of strings");
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw NotText(property.Name, property.Value);
            result[property.Name] = property.Value.GetString()!;
        }

        return result;
    }

    public static ExtensionScope? ReadScope(JsonElement? scope)
    {
        if (scope is not { } element)
            return null;
        if (element.Member("namespace") is { } target)
            return new ExtensionScope(false, Text(target, "targetNamespace"));
        return new ExtensionScope(true, element.Member("cluster") is { } cluster ? Text(cluster, "releaseNamespace") : null);
    }

    public static string? Text(JsonElement json, string name) => json.Member(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { } value => throw NotText(name, value),
    };

    private static ArmException NotText(string name, JsonElement value) =>
        ArmErrors.InvalidContent($"Error reading string. Unexpected token: {value.ValueKind}. Path '{name}', line 1, position 1");

    private static void WriteProperties(Utf8JsonWriter w, Extension extension, bool withUpgradeMode)
    {
        w.WriteStartObject("properties");
        w.WriteString("extensionType", extension.ExtensionType);
        w.WriteBoolean("autoUpgradeMinorVersion", extension.AutoUpgradeMinorVersion);
        if (withUpgradeMode)
            w.WriteString("autoUpgradeMode", extension.AutoUpgradeMode);
        w.WriteString("releaseTrain", extension.ReleaseTrain);
        w.WriteStringOrNull("version", extension.Version);
        w.WriteStringOrNull("currentVersion", extension.CurrentVersion);
        WriteScope(w, extension.Scope);
        w.WriteString("provisioningState", extension.ProvisioningState);
        w.WriteMap("configurationSettings", extension.ConfigurationSettings);
        w.WriteMap("configurationProtectedSettings", extension.ConfigurationProtectedSettings.Select(s => KeyValuePair.Create(s.Key, "")));
        WriteStatuses(w, extension.Statuses);
        if (extension.ErrorInfo is { } error)
        {
            w.WriteStartObject("errorInfo");
            w.WriteString("code", error.Code);
            w.WriteString("message", error.Message);
            w.WriteEndObject();
        }

        WriteAssignedIdentity(w, extension.AksAssignedIdentity);
        w.WriteBoolean("isSystemExtension", extension.IsSystemExtension);
        if (withUpgradeMode)
        {
            w.WriteNull("extensionState");
            w.WriteStartObject("additionalDetails");
            w.WriteNull("docs");
            w.WriteNull("releaseNotes");
            w.WriteNull("troubleshootingGuide");
            w.WriteEndObject();
        }

        foreach (var (name, value) in extension.OtherProperties)
        {
            w.WritePropertyName(name);
            value.WriteTo(w);
        }

        w.WriteEndObject();
    }

    private static void WriteAssignedIdentity(Utf8JsonWriter w, ExtensionIdentity? identity)
    {
        if (identity is null)
        {
            w.WriteNull("aksAssignedIdentity");
            return;
        }

        w.WriteStartObject("aksAssignedIdentity");
        w.WriteStringOrNull("type", identity.Type);
        w.WriteStringOrNull("principalId", identity.PrincipalId);
        w.WriteStringOrNull("tenantId", identity.TenantId);
        w.WriteEndObject();
    }

    private static void WriteScope(Utf8JsonWriter w, ExtensionScope? scope)
    {
        if (scope is null)
        {
            w.WriteNull("scope");
            return;
        }

        w.WriteStartObject("scope");
        w.WriteStartObject(scope.IsCluster ? "cluster" : "namespace");
        w.WriteStringOrNull(scope.IsCluster ? "releaseNamespace" : "targetNamespace", scope.Namespace);
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void WriteStatuses(Utf8JsonWriter w, IReadOnlyList<ExtensionStatus> statuses)
    {
        w.WriteStartArray("statuses");
        foreach (var status in statuses)
        {
            w.WriteStartObject();
            w.WriteStringOrNull("code", status.Code);
            w.WriteStringOrNull("displayStatus", status.DisplayStatus);
            w.WriteStringOrNull("level", status.Level);
            w.WriteStringOrNull("message", status.Message);
            w.WriteStringOrNull("time", status.Time);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WriteSystemData(Utf8JsonWriter w, Extension extension)
    {
        w.WriteStartObject("systemData");
        w.WriteNull("createdBy");
        w.WriteNull("createdByType");
        w.WriteString("createdAt", ArmJson.Time(extension.CreatedAt));
        w.WriteNull("lastModifiedBy");
        w.WriteNull("lastModifiedByType");
        w.WriteString("lastModifiedAt", ArmJson.Time(extension.LastModifiedAt));
        w.WriteEndObject();
    }

    private static void WritePlan(Utf8JsonWriter w, ExtensionPlan plan)
    {
        w.WriteStartObject("plan");
        w.WriteStringOrNull("name", plan.Name);
        w.WriteStringOrNull("publisher", plan.Publisher);
        w.WriteStringOrNull("product", plan.Product);
        if (plan.PromotionCode is not null)
            w.WriteString("promotionCode", plan.PromotionCode);
        if (plan.Version is not null)
            w.WriteString("version", plan.Version);
        w.WriteEndObject();
    }

    private static ExtensionStatus[] ReadStatuses(JsonElement? statuses) => statuses is not { ValueKind: JsonValueKind.Array } array
        ? []
        : [.. array.EnumerateArray().Select(s => new ExtensionStatus(
            Text(s, "code"), Text(s, "message"), Text(s, "displayStatus"), Text(s, "level"), Text(s, "time")))];

    private static OrderedDictionary<string, JsonElement> ReadOthers(JsonElement properties)
    {
        var others = new OrderedDictionary<string, JsonElement>();
        if (properties.ValueKind != JsonValueKind.Object)
            return others;
        foreach (var property in properties.EnumerateObject())
        {
            if (!Known.Contains(property.Name))
                others[property.Name] = property.Value.Clone();
        }

        return others;
    }

    private static DateTimeOffset? Time(JsonElement json, string name) => Text(json, name) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
