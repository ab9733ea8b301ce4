using System.Net;
using AksExtensions.Emulator.Resources;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class ClustersAndSubscriptionsTests
{
    private const string Any = "api-version=2025-10-01";

    [Fact]
    public async Task An_AKS_cluster_shows_what_checks_look_at()
    {
        await using var arm = await ArmClient.StartAsync();
        var json = (await arm.GetAsync(arm.Aks, Any)).Json;
        Assert.Equal(arm.Aks.Replace("resourceGroups", "resourcegroups", StringComparison.Ordinal), json.GetProperty("id").GetString());
        Assert.Equal("SystemAssigned", json.GetProperty("identity").GetProperty("type").GetString());
        Assert.Equal("eastus", json.GetProperty("location").GetString());
        var properties = json.GetProperty("properties");
        Assert.Equal("Running", properties.GetProperty("powerState").GetProperty("code").GetString());
        Assert.Equal(3, properties.GetProperty("agentPoolProfiles")[0].GetProperty("count").GetInt32());
        Assert.Equal("msi", properties.GetProperty("servicePrincipalProfile").GetProperty("clientId").GetString());
    }

    [Fact]
    public async Task A_service_principal_cluster_has_no_identity()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.State.AddCluster(arm.State.FindCluster(arm.Aks)! with { Identity = ClusterIdentity.None });
        var json = (await arm.GetAsync(arm.Aks, Any)).Json;
        Assert.False(json.TryGetProperty("identity", out _));
        Assert.NotEqual("msi", json.GetProperty("properties").GetProperty("servicePrincipalProfile").GetProperty("clientId").GetString());
    }

    [Theory]
    [InlineData(ClusterKind.ConnectedCluster)]
    [InlineData(ClusterKind.Fleet)]
    [InlineData(ClusterKind.Appliance)]
    [InlineData(ClusterKind.ProvisionedCluster)]
    public async Task Other_clusters_are_shown(ClusterKind kind)
    {
        await using var arm = await ArmClient.StartAsync();
        var cluster = arm.State.AddCluster("other", kind: kind);
        Assert.Equal("other", (await arm.GetAsync(cluster.Id, Any)).At("name"));
        (await arm.GetAsync(cluster.Id + "x", Any)).IsRefusal(HttpStatusCode.NotFound, "ResourceNotFound");
    }

    [Fact]
    public async Task Lists_come_in_pages_whose_links_stay_on_the_host()
    {
        await using var arm = await ArmClient.StartAsync(new EmulatorOptions { PageSize = 4 });
        arm.State.AddClusters(9);
        var names = new List<string?>();
        var link = $"{arm.Subscription}/resourceGroups/fleet-rg/providers/Microsoft.ContainerService/managedClusters?{Any}";
        var pages = 0;
        while (link is not null)
        {
            var page = await arm.GetAsync(link, null);
            names.AddRange(page.Names());
            link = page.Json.TryGetProperty("nextLink", out var next) ? next.GetString() : null;
            Assert.True(link is null || link.StartsWith(arm.Emulator.Endpoint.ToString(), StringComparison.Ordinal));
            pages++;
        }

        Assert.Equal(3, pages);
        Assert.Equal(Enumerable.Range(1, 9).Select(n => $"aks-0000{n}"), names);
        var everywhere = await arm.GetAsync($"{arm.Subscription}/providers/Microsoft.ContainerService/managedClusters", Any);
        Assert.Equal(4, everywhere.Names().Count);
    }

    [Fact]
    public async Task Extensions_page_too_and_empty_lists_have_their_oddities()
    {
        await using var arm = await ArmClient.StartAsync(new EmulatorOptions { PageSize = 1 });
        var list = ArmClient.Extension(arm.Aks, "").TrimEnd('/');
        Assert.Equal("""{"value":[],"nextLink":null}""", (await arm.GetAsync(list)).Text);
        arm.Emulator.Settings.EmptyListAsNull = true;
        Assert.Equal("""{"value":null,"nextLink":null}""", (await arm.GetAsync(list)).Text);

        arm.State.AddExtension(arm.Aks, "a", "microsoft.flux");
        arm.State.AddExtension(arm.Aks, "b", "microsoft.dapr");
        arm.Emulator.Settings.EmptyFirstPage = true;
        var empty = await arm.GetAsync(list);
        Assert.Equal("null", empty.Json.GetProperty("value").GetRawText());
        var first = await arm.GetAsync(empty.At("nextLink")!, null);
        Assert.Equal(["a"], first.Names());
        var last = await arm.GetAsync(first.At("nextLink")!, null);
        Assert.Equal(["b"], last.Names());
        Assert.Null(last.At("nextLink"));
        (await arm.GetAsync(list, ArmClient.ExtensionsVersion + "&$skiptoken=nonsense"))
            .IsRefusal(HttpStatusCode.BadRequest, "InvalidSkipToken");
    }

    [Fact]
    public async Task Ten_thousand_clusters_are_cheap()
    {
        await using var arm = await ArmClient.StartAsync();
        var started = System.Diagnostics.Stopwatch.StartNew();
        arm.State.AddClusters(10_000);
        await arm.GetAsync($"{arm.Subscription}/providers/Microsoft.ContainerService/managedClusters", Any);
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(5), $"{started.Elapsed}");
    }

    [Fact]
    public async Task Subscriptions_tenants_and_groups_exist()
    {
        await using var arm = await ArmClient.StartAsync();
        Assert.Equal("Emulated subscription", (await arm.GetAsync("/subscriptions", Any)).At("value/0/displayName"));
        Assert.Equal("Enabled", (await arm.GetAsync(arm.Subscription, Any)).At("state"));
        Assert.Equal(Subscription.DefaultTenantId, (await arm.GetAsync("/tenants", Any)).At("value/0/tenantId"));
        Assert.Equal(["rg"], (await arm.GetAsync(arm.Subscription + "/resourcegroups", Any)).Names());
        Assert.Equal("eastus", (await arm.GetAsync(arm.Subscription + "/resourceGroups/RG", Any)).At("location"));
        (await arm.GetAsync(arm.Subscription + "/resourceGroups/none", Any)).IsRefusal(HttpStatusCode.NotFound, "ResourceGroupNotFound");
        (await arm.GetAsync("/nowhere", Any)).IsRefusal(HttpStatusCode.NotFound, "NotFound");
        (await arm.PostAsync("/subscriptions", null, Any)).IsRefusal(HttpStatusCode.MethodNotAllowed, "MethodNotAllowed");
    }

    [Fact]
    public async Task The_demo_has_something_of_everything()
    {
        await using var arm = await ArmClient.StartAsync(new EmulatorOptions { Seed = "demo" });
        var clusters = await arm.GetAsync(arm.DemoAks[..arm.DemoAks.LastIndexOf('/')], Any);
        Assert.Equal(["demo-aks", "small-aks", "sp-aks", "stopped-aks"], clusters.Names());
        var extensions = arm.State.GetExtensions(arm.DemoAks);
        Assert.Equal(
            [("aks-managed-azure-monitor-metrics", "Succeeded"), ("backup", "Failed"), ("flux", "Succeeded")],
            extensions.Select(e => (e.Name, e.ProvisioningState)));
        Assert.NotNull(extensions[0].Manager);
        Assert.Contains("Helm installation failed", extensions[1].Statuses[0].Message);
    }
}
