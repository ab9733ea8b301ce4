using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>What ARM says one level down: every property of 2025-03-01 has a name, and what has none is kept beside it.</summary>
public sealed class ModelPartTests
{
    private const string Id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.ContainerService/"
        + "managedClusters/aks1/providers/Microsoft.KubernetesConfiguration/extensions/flux";

    private static readonly ClusterReference Aks = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");

    [Theory]
    [InlineData("""{"aksAssignedIdentity":{"type":"Workload","principalId":"p","tenantId":"t","objectId":"o","clientId":"c","resourceId":"r","url":"u","x":1}}""")]
    [InlineData("""{"errorInfo":{"code":"a","message":"m","target":"t","additionalInfo":[{"type":"PolicyViolation","info":{"policyAssignmentName":"deny"}}],"innererror":{"code":"i"}}}""")]
    [InlineData("""{"errorInfo":{"code":"a","message":"m","details":[{"code":"b","message":"n","additionalInfo":[{"type":"T","info":["x",2,true]}],"details":[{"code":"c","severity":"High"}]}]}}""")]
    [InlineData("""{"scope":{"cluster":{"releaseNamespace":"ns","createNamespace":true}}}""")]
    [InlineData("""{"scope":{"namespace":{"targetNamespace":"ns","serviceAccount":{"name":"sa"}}}}""")]
    [InlineData("""{"scope":{"cluster":{"releaseNamespace":"ns"},"fleet":{"members":["a","b"]}}}""")]
    [InlineData("""{"scope":{"workspace":"w"}}""")]
    [InlineData("""{"statuses":[{"code":"a","level":"Error","displayStatus":"d","message":"m","time":"2026-01-01","component":"helm"},{"code":"b","retries":3}]}""")]
    [InlineData("""{"additionalDetails":{"docs":"https://a","releaseNotes":"https://b","troubleshootingGuide":"https://c","support":"https://d"}}""")]
    [InlineData("""{"managementDetails":{"category":"managed","accessDetails":[{"entity":"Users","allowedActions":["Read"],"description":"d"}]}}""")]
    [InlineData("""{"extensionState":"Installed","packageUri":"oci://x","customLocationSettings":{"a":"b"},"isSystemExtension":true,"autoUpgradeMode":"patch"}""")]
    [InlineData("""{"propertyOfTomorrow":{"deep":[1,{"a":null}]}}""")]
    public void No_property_within_properties_is_lost(string properties) =>
        AssertNothingLost(new() { ["properties"] = JsonNode.Parse(properties) });

    [Theory]
    [InlineData("""{"identity":{"type":"UserAssigned","userAssignedIdentities":{"/subscriptions/s/x":{"principalId":"p","clientId":"c"},"/y":{}}}}""")]
    [InlineData("""{"identity":{"type":"SystemAssigned","principalId":"p","tenantId":"t","delegatedResources":{"a":1}}}""")]
    [InlineData("""{"plan":{"name":"n","publisher":"p","product":"o","promotionCode":"c","version":"1","term":"P1M"}}""")]
    [InlineData("""{"systemData":{"createdBy":"a","createdByType":"User","createdAt":"2026-01-01T00:00:00Z","deletedBy":"b"}}""")]
    [InlineData("""{"managedBy":"/subscriptions/s/m","tags":{"a":"b"},"location":"eastus","etag":"e"}""")]
    [InlineData("""{"type":"microsoft.kubernetesconfiguration/Extensions"}""")]
    public void No_property_beside_properties_is_lost(string resource)
    {
        var json = JsonNode.Parse(resource)!.AsObject();
        json["properties"] = new JsonObject { ["extensionType"] = "microsoft.flux" };
        AssertNothingLost(json);
    }

    [Fact]
    public void Every_member_of_an_identity_that_AKS_assigned_has_its_name()
    {
        var identity = Read("""{"properties":{"aksAssignedIdentity":{"type":null,"principalId":"p","tenantId":"t","objectId":"o","clientId":"c","resourceId":"r","url":"u","new":1}}}""")
            .AksAssignedIdentity!;

        Assert.Null(identity.Type);
        Assert.Equal(("p", "t", "o", "c", "r", "u"), (identity.PrincipalId, identity.TenantId, identity.ObjectId, identity.ClientId, identity.ResourceId, identity.Url));
        Assert.Equal(1L, Assert.Single(identity.AdditionalProperties).Value);
        Assert.Equal("p", identity.ToString());
    }

    [Fact]
    public void User_assigned_identities_are_found_by_resource_id_in_any_case()
    {
        var identity = Read("""{"identity":{"type":"UserAssigned","userAssignedIdentities":{"/Sub/X":{"principalId":"p","clientId":"c"}}},"properties":{}}""").Identity!;

        Assert.Equal(("p", "c"), (identity.UserAssignedIdentities!["/sub/x"].PrincipalId, identity.UserAssignedIdentities["/sub/x"].ClientId));
        Assert.Equal("UserAssigned", identity.ToString());
    }

    [Fact]
    public void A_policy_violation_is_in_the_errors_additional_info()
    {
        var error = Read("""{"properties":{"errorInfo":{"code":"RequestDisallowedByPolicy","details":[{"code":"x","additionalInfo":[{"type":"PolicyViolation","info":{"policyDefinitionName":"no-public-images"}}]}]}}}""")
            .ErrorInfo!;

        var info = Assert.Single(Assert.Single(error.Details).AdditionalInfo);
        Assert.Equal("PolicyViolation", info.Type);
        Assert.Equal("no-public-images", Assert.IsType<JsonValues<object?>>(info.Info)["policyDefinitionName"]);
    }

    [Fact]
    public void What_a_scope_says_more_is_among_the_additional_properties()
    {
        var extension = Read("""{"properties":{"scope":{"cluster":{"releaseNamespace":"ns","createNamespace":true}}}}""");

        Assert.Equal(("Cluster", "ns"), (extension.Scope, extension.ReleaseNamespace));
        var scope = Assert.IsType<JsonValues<object?>>(extension.AdditionalProperties["scope"]);
        Assert.Equal(true, Assert.IsType<JsonValues<object?>>(scope["cluster"])["createNamespace"]);
        Assert.Empty(Read("""{"properties":{"scope":{"cluster":{"releaseNamespace":"ns"},"namespace":null}}}""").AdditionalProperties);
    }

    [Fact]
    public void A_publishers_links_have_names_and_three_nulls_are_nothing()
    {
        var details = Read("""{"properties":{"additionalDetails":{"docs":"https://docs","releaseNotes":null,"troubleshootingGuide":"https://guide"}}}""").AdditionalDetails!;

        Assert.Equal(("https://docs", null, "https://guide"), (details.Docs, details.ReleaseNotes, details.TroubleshootingGuide));
        Assert.Equal("https://docs https://guide", details.ToString());
        Assert.Null(Read("""{"properties":{"additionalDetails":{"docs":null,"releaseNotes":null,"troubleshootingGuide":null}}}""").AdditionalDetails);
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"code":null,"message":null}""", null)]
    [InlineData("[]", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"The agent is gone.\"", "The agent is gone.")]
    [InlineData("""["first",{"code":"B","message":"second"}]""", "first|B: second")]
    [InlineData("""{"code":"A","message":"m","details":["inner",{}]}""", "A: m|inner")]
    public void An_error_says_what_it_says_in_any_form(string error, string? lines) =>
        Assert.Equal(lines?.Replace("|", Environment.NewLine, StringComparison.Ordinal), Read($$$"""{"properties":{"errorInfo":{{{error}}}}}""").StatusMessage);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"code":null}""")]
    [InlineData("null")]
    public void An_empty_error_is_ignored(string error) => Assert.Null(Read($$$"""{"properties":{"errorInfo":{{{error}}}}}""").ErrorInfo);

    private static void AssertNothingLost(JsonObject resource)
    {
        resource["id"] = Id;
        resource["name"] = "flux";
        using var json = JsonDocument.Parse(resource.ToJsonString());
        ArmShape.AssertNothingLost(resource, ModelMapper.Extension(json.RootElement, Aks));
    }

    private static ClusterExtension Read(string resource)
    {
        using var json = JsonDocument.Parse(resource);
        return ModelMapper.Extension(json.RootElement, Aks);
    }
}
