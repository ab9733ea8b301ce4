using System.Net;
using System.Text.Json;
using AksExtensions.Emulator.Resources;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class ResourceGraphTests
{
    private const string Path = "/providers/Microsoft.ResourceGraph/resources";
    private const string Version = "api-version=2022-10-01";

    private static async Task<ArmClient> StartAsync()
    {
        var arm = await ArmClient.StartAsync(new EmulatorOptions { Seed = "demo" });
        var other = new Cluster
        {
            SubscriptionId = "22222222-0000-0000-0000-000000000000",
            ResourceGroup = "Other-RG",
            Name = "o'aks",
            Location = "westeurope",
            Tags = new Dictionary<string, string> { ["env"] = "prod" },
        };
        arm.State.AddCluster(other);
        return arm;
    }

    private static async Task<string> Names(ArmClient arm, string query)
    {
        var answer = await arm.PostAsync(Path, new { query }, Version);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return string.Join(' ', answer.Json.GetProperty("data").EnumerateArray().Select(r => r.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("where type =~ 'Microsoft.ContainerService/managedClusters'", "demo-aks small-aks sp-aks stopped-aks o'aks")]
    [InlineData("where type == 'Microsoft.ContainerService/managedClusters'", "")]
    [InlineData("where type == 'microsoft.kubernetes/connectedclusters'", "demo-arc")]
    [InlineData("where name in ('demo-aks', 'SP-AKS')", "demo-aks")]
    [InlineData("where name in~ ('demo-aks', 'SP-AKS')", "demo-aks sp-aks")]
    [InlineData("where name !in~ ('demo-aks', 'SP-AKS') and location == 'eastus' and type has 'managedclusters'", "small-aks stopped-aks")]
    [InlineData("where name contains 'AKS' and not(name startswith 'demo' or name endswith \"d-aks\")", "small-aks sp-aks o'aks")]
    [InlineData("where name == 'o\\'aks'", "o'aks")]
    [InlineData("where name == @'o''aks'", "o'aks")]
    [InlineData("where name matches regex '^s.*-aks$'", "small-aks sp-aks stopped-aks")]
    [InlineData("where tags['cost center'] == '4711' and tags.env == 'demo' and name !contains 'fleet'", "demo-aks demo-arc sp-aks stopped-aks")]
    [InlineData("where properties.powerState.code != 'Running' and type !has 'arc' and isnotempty(properties.powerState)", "stopped-aks")]
    [InlineData("where properties.agentPoolProfiles[0].['count'] == 1", null)]
    [InlineData("where properties.agentPoolProfiles[0]['count'] == 1", "small-aks")]
    [InlineData("where resourceGroup == 'other-rg' // in lower case", "o'aks")]
    [InlineData("where tostring(tags.env) =~ 'PROD' | project name", "o'aks")]
    [InlineData("where type has 'managedclusters' | order by name desc | take 2", "stopped-aks sp-aks")]
    [InlineData("where type has 'managedclusters' | sort by location asc, name | limit 2", "stopped-aks sp-aks")]
    [InlineData("extend state = tostring(properties.powerState.code) | where state == 'Stopped' | project name, state", "stopped-aks")]
    public async Task Clusters_are_found(string stages, string? expected)
    {
        await using var arm = await StartAsync();
        if (expected is null)
        {
            var refused = await arm.PostAsync(Path, new { query = "resources | " + stages }, Version);
            refused.IsRefusal(HttpStatusCode.BadRequest, "BadRequest");
        }
        else
            Assert.Equal(expected.Split(' ').Order(), (await Names(arm, "Resources | " + stages)).Split(' ').Order());
    }

    [Fact]
    public async Task Order_is_kept()
    {
        await using var arm = await StartAsync();
        Assert.Equal(
            "stopped-aks sp-aks small-aks",
            await Names(arm, "resources | where name startswith 's' | project name | order by name"));
        Assert.Equal(
            "small-aks sp-aks stopped-aks",
            await Names(arm, "resources | where name startswith 's' | project name | order by name asc"));
    }

    [Fact]
    public async Task Extensions_have_capitals_inside()
    {
        await using var arm = await StartAsync();
        var answer = await arm.PostAsync(
            Path,
            new
            {
                query = "kubernetesconfigurationresources | where properties.ProvisioningState == 'Failed' "
                    + "| project id, name, type, properties.ExtensionType, message = tostring(properties.Statuses[0].Message), properties",
            },
            Version);
        var row = Assert.Single(answer.Json.GetProperty("data").EnumerateArray());
        Assert.Equal("backup", row.GetProperty("name").GetString());
        Assert.Equal("microsoft.kubernetesconfiguration/extensions", row.GetProperty("type").GetString());
        Assert.Equal("microsoft.dataprotection.kubernetes", row.GetProperty("properties_ExtensionType").GetString());
        Assert.Contains("Helm", row.GetProperty("message").GetString());
        var properties = row.GetProperty("properties");
        Assert.Equal("dataprotection-microsoft", properties.GetProperty("Scope").GetProperty("Cluster").GetProperty("ReleaseNamespace").GetString());
        Assert.Equal("backups", properties.GetProperty("ConfigurationSettings").GetProperty("configuration.backupStorageLocation.bucket").GetString());
        Assert.Equal("", properties.GetProperty("ConfigurationProtectedSettings").GetProperty("credentials.tenantId").GetString());
    }

    [Fact]
    public async Task Subscriptions_narrow_the_estate()
    {
        await using var arm = await StartAsync();
        var body = new { query = "resources | count", subscriptions = new[] { "22222222-0000-0000-0000-000000000000" } };
        var answer = await arm.PostAsync(Path, body, Version);
        Assert.Equal("""{"totalRecords":1,"count":1,"data":[{"Count":1}],"facets":[],"resultTruncated":"false"}""", answer.Text);
        Assert.Equal("14", answer.Headers["x-ms-user-quota-remaining"]);
        Assert.Equal("00:00:05", answer.Headers["x-ms-user-quota-resets-after"]);
    }

    [Fact]
    public async Task Pages_continue_with_a_skip_token_as_long_as_the_id_is_a_column()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.State.AddClusters(25);
        var ids = new HashSet<string?>();
        string? token = null;
        do
        {
            var options = new Dictionary<string, object> { ["$top"] = 10 };
            if (token is not null)
                options["$skipToken"] = token;
            var body = new { query = "resources | where name startswith 'aks-' | project id", options };
            var page = (await arm.PostAsync(Path, body, Version)).Json;
            Assert.Equal((25, "false"), (page.GetProperty("totalRecords").GetInt32(), page.GetProperty("resultTruncated").GetString()));
            foreach (var row in page.GetProperty("data").EnumerateArray())
                Assert.True(ids.Add(row.GetProperty("id").GetString()));
            token = page.TryGetProperty("$skipToken", out var next) ? next.GetString() : null;
        }
        while (token is not null);
        Assert.Equal(25, ids.Count);

        var cut = await arm.PostAsync(Path, """{"query":"resources | project name","options":{"$top":5,"$skip":1}}""", Version);
        Assert.Equal("true", cut.At("resultTruncated"));
        Assert.False(cut.Json.TryGetProperty("$skipToken", out _));
    }

    [Fact]
    public async Task Results_come_as_a_table_on_demand()
    {
        await using var arm = await ArmClient.StartAsync();
        var body = new { query = "resources | where name == 'aks1' | project name, tags", options = new { resultFormat = "table" } };
        var answer = await arm.PostAsync(Path, body, Version);
        Assert.Equal(
            """{"columns":[{"name":"name","type":"string"},{"name":"tags","type":"object"}],"rows":[["aks1",{}]]}""", answer.Json.GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("nothing | count", "nothing")]
    [InlineData("resources | summarize count() by type", "summarize")]
    [InlineData("resources | where nothing == 1", "nothing")]
    [InlineData("resources | where name = 'x'", "=")]
    [InlineData("resources | where name == 'x", "'x")]
    [InlineData("resources | where name == 'x' )", ")")]
    [InlineData("resources | where strcat(name) == 'x'", "strcat")]
    [InlineData("resources | project-away name", "project")]
    [InlineData("resources | where name > 'a'", ">")]
    [InlineData("resources | where name matches regex '('", "(")]
    [InlineData("resources | project name | where id == ''", "id")]
    [InlineData("resources |", "<EOF>")]
    public async Task What_is_beyond_the_subset_is_refused_at_its_token(string query, string token)
    {
        await using var arm = await ArmClient.StartAsync();
        var refused = await arm.PostAsync(Path, new { query }, Version);
        refused.IsRefusal(HttpStatusCode.BadRequest, "BadRequest");
        var details = refused.Json.GetProperty("error").GetProperty("details");
        Assert.Equal("InvalidQuery", details[0].GetProperty("code").GetString());
        if (token != "project")
            Assert.Equal(token, details[1].GetProperty("token").GetString());
    }

    [Fact]
    public async Task Queries_have_a_quota_of_their_own()
    {
        await using var arm = await ArmClient.StartAsync(new EmulatorOptions { Throttle = true });
        var body = new { query = "resources | count" };
        for (var i = 0; i < 15; i++)
            Assert.Equal(HttpStatusCode.OK, (await arm.PostAsync(Path, body, Version)).Status);
        var refused = await arm.PostAsync(Path, body, Version);
        refused.IsRefusal(HttpStatusCode.TooManyRequests, "RateLimiting");
        Assert.Equal(("0", "5"), (refused.Headers["x-ms-user-quota-remaining"], refused.Headers["Retry-After"]));
        arm.Pass(5);
        Assert.Equal(HttpStatusCode.OK, (await arm.PostAsync(Path, body, Version)).Status);
    }

    [Fact]
    public async Task Ten_thousand_clusters_come_in_pages()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.State.AddClusters(10_000);
        const string Query = "resources | where type =~ 'microsoft.containerservice/managedclusters' and location == 'eastus' | project id, tags";
        var page = (await arm.PostAsync(Path, new { query = Query }, Version)).Json;
        Assert.Equal((10_001, 1000), (page.GetProperty("totalRecords").GetInt32(), page.GetProperty("data").GetArrayLength()));
        Assert.Equal(JsonValueKind.String, page.GetProperty("$skipToken").ValueKind);
    }
}
