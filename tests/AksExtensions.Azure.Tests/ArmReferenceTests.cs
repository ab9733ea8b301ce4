using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>
/// Every property of the ARM reference for extensions, 2025-03-01, is read from an answer and found under its name in the model, and a member that the
/// reference does not have is kept at every level. Source: https://learn.microsoft.com/rest/api/kubernetesconfiguration/extensions
/// </summary>
public sealed class ArmReferenceTests
{
    private const string Unknown = "memberOfTomorrow";

    private static readonly ClusterReference Aks = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");

    /// <summary>The properties of the reference: the path in the answer, the path in the model, and the value.</summary>
    public static TheoryData<string, string, string> Properties => new()
    {
        { "id", "Id", "\"/x\"" },
        { "id", "ResourceId", "\"/x\"" },
        { "name", "Name", "\"n\"" },
        { "type", "Type", "\"Microsoft.KubernetesConfiguration/extensions\"" },
        { "managedBy", "ManagedBy", "\"m\"" },
        { "identity.type", "Identity.Type", "\"UserAssigned\"" },
        { "identity.principalId", "Identity.PrincipalId", "\"p\"" },
        { "identity.tenantId", "Identity.TenantId", "\"t\"" },
        { "identity.userAssignedIdentities./sub/x.principalId", "Identity.UserAssignedIdentities./sub/x.PrincipalId", "\"p\"" },
        { "identity.userAssignedIdentities./sub/x.clientId", "Identity.UserAssignedIdentities./sub/x.ClientId", "\"c\"" },
        { "plan.name", "Plan.Name", "\"n\"" },
        { "plan.publisher", "Plan.Publisher", "\"p\"" },
        { "plan.product", "Plan.Product", "\"o\"" },
        { "plan.promotionCode", "Plan.PromotionCode", "\"c\"" },
        { "plan.version", "Plan.Version", "\"1\"" },
        { "systemData.createdBy", "SystemData.CreatedBy", "\"b\"" },
        { "systemData.createdByType", "SystemData.CreatedByType", "\"User\"" },
        { "systemData.createdAt", "SystemData.CreatedAt", "\"2026-01-02T03:04:05Z\"" },
        { "systemData.lastModifiedBy", "SystemData.LastModifiedBy", "\"b\"" },
        { "systemData.lastModifiedByType", "SystemData.LastModifiedByType", "\"Application\"" },
        { "systemData.lastModifiedAt", "SystemData.LastModifiedAt", "\"2026-01-02T03:04:05Z\"" },
        { "properties.extensionType", "ExtensionType", "\"microsoft.flux\"" },
        { "properties.autoUpgradeMode", "AutoUpgradeMode", "\"patch\"" },
        { "properties.autoUpgradeMinorVersion", "AutoUpgradeMinorVersion", "false" },
        { "properties.releaseTrain", "ReleaseTrain", "\"Preview\"" },
        { "properties.version", "PinnedVersion", "\"1.0.0\"" },
        { "properties.currentVersion", "CurrentVersion", "\"1.0.0\"" },
        { "properties.scope.cluster.releaseNamespace", "ReleaseNamespace", "\"ns\"" },
        { "properties.scope.namespace.targetNamespace", "TargetNamespace", "\"ns\"" },
        { "properties.configurationSettings.a\\.b", "ConfigurationSettings.a\\.b", "\"1\"" },
        { "properties.configurationProtectedSettings.k", "ConfigurationProtectedSettings.k", "\"\"" },
        { "properties.provisioningState", "ProvisioningState", "\"Failed\"" },
        { "properties.statuses.0.code", "Statuses.0.Code", "\"c\"" },
        { "properties.statuses.0.displayStatus", "Statuses.0.DisplayStatus", "\"d\"" },
        { "properties.statuses.0.level", "Statuses.0.Level", "\"Warning\"" },
        { "properties.statuses.0.message", "Statuses.0.Message", "\"m\"" },
        { "properties.statuses.0.time", "Statuses.0.Time", "\"2026-01-02T03:04:05.1234567Z\"" },
        { "properties.errorInfo.code", "ErrorInfo.Code", "\"c\"" },
        { "properties.errorInfo.message", "ErrorInfo.Message", "\"m\"" },
        { "properties.errorInfo.target", "ErrorInfo.Target", "\"t\"" },
        { "properties.errorInfo.details.0.code", "ErrorInfo.Details.0.Code", "\"d\"" },
        { "properties.errorInfo.details.0.details.0.message", "ErrorInfo.Details.0.Details.0.Message", "\"e\"" },
        { "properties.errorInfo.additionalInfo.0.type", "ErrorInfo.AdditionalInfo.0.Type", "\"PolicyViolation\"" },
        { "properties.errorInfo.additionalInfo.0.info.policy", "ErrorInfo.AdditionalInfo.0.Info.policy", "\"p\"" },
        { "properties.errorInfo.details.0.additionalInfo.0.type", "ErrorInfo.Details.0.AdditionalInfo.0.Type", "\"T\"" },
        { "properties.customLocationSettings.a", "CustomLocationSettings.a", "\"1\"" },
        { "properties.packageUri", "PackageUri", "\"oci://x\"" },
        { "properties.aksAssignedIdentity.type", "AksAssignedIdentity.Type", "\"Workload\"" },
        { "properties.aksAssignedIdentity.principalId", "AksAssignedIdentity.PrincipalId", "\"p\"" },
        { "properties.aksAssignedIdentity.tenantId", "AksAssignedIdentity.TenantId", "\"t\"" },
        { "properties.aksAssignedIdentity.objectId", "AksAssignedIdentity.ObjectId", "\"o\"" },
        { "properties.aksAssignedIdentity.clientId", "AksAssignedIdentity.ClientId", "\"c\"" },
        { "properties.aksAssignedIdentity.resourceId", "AksAssignedIdentity.ResourceId", "\"r\"" },
        { "properties.isSystemExtension", "IsSystemExtension", "true" },
        { "properties.extensionState", "ExtensionState", "\"Installed\"" },
        { "properties.managedBy", "ManagedBy", "\"m\"" },
        { "properties.managementDetails.category", "ManagementDetails.category", "\"managed\"" },
        { "properties.managementDetails.accessDetails.0.entity", "ManagementDetails.accessDetails.0.entity", "\"Users\"" },
        { "properties.managementDetails.accessDetails.0.allowedActions.0", "ManagementDetails.accessDetails.0.allowedActions.0", "\"Read\"" },
        { "properties.managementDetails.accessDetails.0.description", "ManagementDetails.accessDetails.0.description", "\"d\"" },
        { "properties.additionalDetails.docs", "AdditionalDetails.Docs", "\"https://d\"" },
        { "properties.additionalDetails.releaseNotes", "AdditionalDetails.ReleaseNotes", "\"https://r\"" },
        { "properties.additionalDetails.troubleshootingGuide", "AdditionalDetails.TroubleshootingGuide", "\"https://t\"" },
    };

    /// <summary>The objects of the reference, and where the model keeps what they have besides.</summary>
    public static TheoryData<string, string> Objects => new()
    {
        { "", "AdditionalProperties" },
        { "properties", "AdditionalProperties" },
        { "properties.scope", "AdditionalProperties.scope" },
        { "properties.scope.cluster", "AdditionalProperties.scope.cluster" },
        { "properties.scope.namespace", "AdditionalProperties.scope.namespace" },
        { "properties.statuses.0", "Statuses.0.AdditionalProperties" },
        { "properties.errorInfo", "ErrorInfo.AdditionalProperties" },
        { "properties.errorInfo.details.0", "ErrorInfo.Details.0.AdditionalProperties" },
        { "properties.errorInfo.details.0.details.0", "ErrorInfo.Details.0.Details.0.AdditionalProperties" },
        { "properties.errorInfo.additionalInfo.0", "ErrorInfo.AdditionalInfo.0.AdditionalProperties" },
        { "properties.errorInfo.additionalInfo.0.info", "ErrorInfo.AdditionalInfo.0.Info" },
        { "properties.errorInfo.details.0.additionalInfo.0", "ErrorInfo.Details.0.AdditionalInfo.0.AdditionalProperties" },
        { "properties.aksAssignedIdentity", "AksAssignedIdentity.AdditionalProperties" },
        { "properties.managementDetails", "ManagementDetails" },
        { "properties.managementDetails.accessDetails.0", "ManagementDetails.accessDetails.0" },
        { "properties.additionalDetails", "AdditionalDetails.AdditionalProperties" },
        { "identity", "Identity.AdditionalProperties" },
        { "identity.userAssignedIdentities./sub/x", "Identity.UserAssignedIdentities./sub/x.AdditionalProperties" },
        { "plan", "Plan.AdditionalProperties" },
        { "systemData", "SystemData.AdditionalProperties" },
    };

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_property_of_the_reference_has_its_name(string inAnswer, string inModel, string value)
    {
        var expected = JsonNode.Parse(value)!;
        var resource = With(new JsonObject(), Parts(inAnswer), expected.DeepClone()).AsObject();

        var actual = At(Read(resource), Parts(inModel));

        Assert.Equal(Text(expected), actual is DateTimeOffset time ? time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : Convert.ToString(actual, CultureInfo.InvariantCulture));
        Assert.DoesNotContain(Read(resource).AdditionalProperties, pair => true);
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public void A_member_that_the_reference_does_not_have_is_kept_at_its_level(string inAnswer, string inModel)
    {
        JsonNode[] values = [JsonValue.Create("text"), JsonValue.Create(7), JsonNode.Parse("""{"deep":[1,null,{"a":true}]}""")!];
        foreach (var value in values)
        {
            var resource = With(new JsonObject(), [.. Parts(inAnswer), Unknown], value.DeepClone()).AsObject();

            var kept = At(Read(resource), [.. Parts(inModel), Unknown]);

            Assert.Equal(value.ToJsonString(), JsonSerializer.Serialize(kept));
        }
    }

    [Fact]
    public void The_reference_has_no_object_without_a_row()
    {
        var parents = Properties.Select(row => string.Join('.', Parts((string)row.Data.Item1)[..^1]))
            // Maps of the user's own keys, and lists of texts, have no other members.
            .Where(parent => !parent.EndsWith("Settings", StringComparison.Ordinal) && !parent.EndsWith("allowedActions", StringComparison.Ordinal))
            .Distinct();

        Assert.Subset(Objects.Select(row => (string)row.Data.Item1).ToHashSet(), parents.ToHashSet());
    }

    private static ClusterExtension Read(JsonObject resource)
    {
        using var json = JsonDocument.Parse(resource.ToJsonString());
        return ModelMapper.Extension(json.RootElement, Aks, "n");
    }

    // A period inside a name is escaped.
    private static string[] Parts(string path) =>
        path.Length == 0 ? [] : [.. path.Replace("\\.", "\0", StringComparison.Ordinal).Split('.').Select(part => part.Replace('\0', '.'))];

    private static JsonNode With(JsonNode? parent, ReadOnlySpan<string> path, JsonNode value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        if (path[0] == "0")
        {
            return new JsonArray(With(null, path[1..], value));
        }

        var node = (parent as JsonObject) ?? [];
        node[path[0]] = With(null, path[1..], value);
        return node;
    }

    // By name, as a script reads it.
    private static object? At(object? value, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            value = value switch
            {
                IDictionary map => map[name],
                IList list => list[int.Parse(name, CultureInfo.InvariantCulture)],
                null => throw new InvalidOperationException($"There is nothing that could have '{name}'."),
                _ when value.GetType().GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) =>
                    value.GetType().GetProperty("Item")!.GetValue(value, [name]),
                _ => value.GetType().GetProperty(name)?.GetValue(value)
                    ?? throw new InvalidOperationException($"{value.GetType().Name} has no '{name}', or it is null."),
            };
        }

        return value;
    }

    private static string Text(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => value.GetValue<string>(),
    };
}
