using System.Net;
using System.Text.Json;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class ExtensionTypesTests
{
    private static string ByCluster(string cluster, string rest = "") =>
        $"{cluster}/providers/Microsoft.KubernetesConfiguration/extensionTypes{rest}";

    private static string ByLocation(ArmClient arm, string location, string rest = "") =>
        $"{arm.Subscription}/providers/Microsoft.KubernetesConfiguration/locations/{location}/extensionTypes{rest}";

    private static JsonElement ScopeSettings(ArmAnswer answer) =>
        answer.Properties.GetProperty("supportedScopes").GetProperty("clusterScopeSettings");

    [Fact]
    public async Task A_cluster_lists_what_its_kind_can_run()
    {
        await using var arm = await ArmClient.StartAsync();
        var aks = (await arm.GetAsync(ByCluster(arm.Aks), ArmClient.TypesVersion)).Names();
        var arc = (await arm.GetAsync(ByCluster(arm.Arc), ArmClient.TypesVersion)).Names();
        Assert.Contains("microsoft.dataprotection.kubernetes", aks);
        Assert.DoesNotContain("microsoft.openservicemesh", aks);
        Assert.DoesNotContain("microsoft.dataprotection.kubernetes", arc);
        Assert.Contains("microsoft.openservicemesh", arc);
    }

    [Fact]
    public async Task A_location_lists_what_is_offered_there()
    {
        await using var arm = await ArmClient.StartAsync();
        const string Regional = "microsoft.azurecontainerstorage";
        Assert.Contains(Regional, (await arm.GetAsync(ByLocation(arm, "eastus"), ArmClient.TypesVersion)).Names());
        Assert.DoesNotContain(Regional, (await arm.GetAsync(ByLocation(arm, "norwayeast"), ArmClient.TypesVersion)).Names());
    }

    [Theory]
    [InlineData("publisherId=ppub&offerId=pp&planId=pn", "contoso.app")]
    [InlineData("releaseTrain=DEV", "microsoft.dapr")]
    [InlineData("clusterType=fleets", "microsoft.flux")]
    [InlineData("planId=none", null)]
    public async Task Filters_narrow_the_list(string filter, string? only)
    {
        await using var arm = await ArmClient.StartAsync();
        var names = (await arm.GetAsync(ByLocation(arm, "eastus"), $"{filter}&{ArmClient.TypesVersion}")).Names();
        Assert.Equal(only is null ? [] : [only], names);
    }

    [Fact]
    public async Task Each_version_has_its_shape()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ByCluster(arm.Aks, "/microsoft.dapr");
        var newest = ScopeSettings(await arm.GetAsync(path, ArmClient.TypesVersion));
        Assert.Equal("dapr-system", newest.GetProperty("properties").GetProperty("defaultReleaseNamespace").GetString());
        var older = await arm.GetAsync(path, "api-version=2023-05-01-preview");
        Assert.Equal("dapr-system", ScopeSettings(older).GetProperty("defaultReleaseNamespace").GetString());
        Assert.Equal(JsonValueKind.Null, older.Properties.GetProperty("planInfo").GetProperty("planId").ValueKind);
        var oldest = await arm.GetAsync(path, "api-version=2022-01-15-preview");
        Assert.Equal(["supportedScopes", "releaseTrains", "clusterTypes"], oldest.Properties.EnumerateObject().Select(p => p.Name));
        arm.Emulator.Settings.FlatScopeSettings = true;
        var flat = ScopeSettings(await arm.GetAsync(path, ArmClient.TypesVersion));
        Assert.Equal("dapr-system", flat.GetProperty("defaultReleaseNamespace").GetString());
    }

    [Fact]
    public async Task Versions_are_listed_filtered_and_shown()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ByLocation(arm, "eastus", "/microsoft.flux/versions");
        Assert.Contains("1.19.0-preview.1", (await arm.GetAsync(path, ArmClient.TypesVersion)).Names());
        Assert.Equal(["1.18.2"], (await arm.GetAsync(path, $"showLatest=true&releaseTrain=Stable&{ArmClient.TypesVersion}")).Names());
        Assert.Empty((await arm.GetAsync(path, $"majorVersion=7&{ArmClient.TypesVersion}")).Names());
        var one = await arm.GetAsync(path + "/1.8.0", ArmClient.TypesVersion);
        Assert.Equal(
            """{"version":"1.8.0","unsupportedKubernetesVersions":{"connectedCluster":null,"provisionedCluster":null,"managedCluster":null,"appliances":null}}""",
            one.Properties.GetRawText());
        (await arm.GetAsync(path + "/9.9.9", ArmClient.TypesVersion)).IsRefusal(HttpStatusCode.NotFound, "ExtensionTypeVersionGetFailed");
        (await arm.GetAsync(ByCluster(arm.Aks, "/contoso.none"), ArmClient.TypesVersion))
            .IsRefusal(HttpStatusCode.NotFound, "ExtensionTypeRegistrationGetFailed");
    }

    [Fact]
    public async Task Pages_continue_with_a_continuation_token()
    {
        await using var arm = await ArmClient.StartAsync(new EmulatorOptions { PageSize = 12 });
        var first = await arm.GetAsync(ByLocation(arm, "eastus"), ArmClient.TypesVersion);
        var next = first.At("nextLink")!;
        Assert.Contains($"?{ArmClient.TypesVersion}&continuationToken=", next);
        var second = await arm.GetAsync(next, null);
        Assert.Empty(first.Names().Intersect(second.Names()));
        Assert.Equal(JsonValueKind.Null, second.Json.GetProperty("nextLink").ValueKind);
    }

    [Fact]
    public async Task The_preview_can_be_out_of_reach()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Settings.ExtensionTypesAvailable = false;
        var refused = await arm.GetAsync(ByCluster(arm.Aks), ArmClient.TypesVersion);
        refused.IsRefusal(HttpStatusCode.NotFound, "InvalidResourceType");
        Assert.Equal(
            "The resource type could not be found in the namespace 'Microsoft.KubernetesConfiguration' for api version '2024-11-01-preview'.",
            refused.ErrorMessage);
    }

    [Theory]
    [InlineData("2026-05-01", true, 200)]
    [InlineData("2026-05-01", false, 404)]
    [InlineData("2026-04-01", true, 404)]
    [InlineData("2024-11-01-preview", true, 404)]
    public async Task A_subscription_lists_its_types_with_one_revision_of_the_newest_version(string version, bool has, int status)
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Settings.ExtensionTypesBySubscription = has;
        var path = $"{arm.Subscription}/providers/Microsoft.KubernetesConfiguration/extensionTypes";

        var list = await arm.GetAsync(path, $"api-version={version}");
        var versions = await arm.GetAsync($"{path}/microsoft.flux/versions", $"api-version={version}");

        Assert.Equal(status, (int)list.Status);
        Assert.Equal(status == 200, list.Text.Contains("\"supportedRegions\"", StringComparison.Ordinal));
        Assert.Equal(404, (int)versions.Status);
    }
}
