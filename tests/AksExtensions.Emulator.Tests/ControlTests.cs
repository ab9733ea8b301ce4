using System.Net;
using System.Net.Http.Headers;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class ControlTests
{
    [Fact]
    public async Task Only_the_primary_token_controls()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Tokens.Accept("second", DateTimeOffset.MaxValue);
        using var http = ArmClient.CreateHttp(arm.Emulator);
        var requests = new Uri("/_emulator/requests", UriKind.Relative);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(requests, TestContext.Current.CancellationToken)).StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "second");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(requests, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await arm.GetAsync("/_emulator/requests", null)).Status);
    }

    [Fact]
    public async Task Requests_are_shown_and_forgotten_and_control_is_not_among_them()
    {
        await using var arm = await ArmClient.StartAsync();
        await arm.PutAsync(ArmClient.Extension(arm.Aks, "flux"), """{"properties":{"extensionType":"microsoft.flux"}}""");
        var log = (await arm.GetAsync("/_emulator/requests", null)).Json;
        Assert.Equal(1, log.GetProperty("count").GetInt32());
        var request = log.GetProperty("value")[0];
        Assert.Equal("PUT", request.GetProperty("method").GetString());
        Assert.Equal(ArmClient.Extension(arm.Aks, "flux"), request.GetProperty("path").GetString());
        Assert.Equal("api-version=2025-03-01", request.GetProperty("query").GetString());
        Assert.Equal("""{"properties":{"extensionType":"microsoft.flux"}}""", request.GetProperty("body").GetString());
        Assert.Equal("Valid", request.GetProperty("headers").GetProperty("Authorization").GetString());
        Assert.Equal(201, request.GetProperty("status").GetInt32());
        Assert.Equal(HttpStatusCode.NoContent, (await arm.DeleteAsync("/_emulator/requests")).Status);
        Assert.Empty(arm.Emulator.Requests.Snapshot());
    }

    [Fact]
    public async Task Faults_come_and_go()
    {
        await using var arm = await ArmClient.StartAsync();
        var added = await arm.PostAsync(
            "/_emulator/faults",
            """[{"action":"status","status":503,"count":1,"pathRegex":"/subscriptions","body":{"a":1}},{"action":"reset"}]""");
        Assert.Equal(HttpStatusCode.NoContent, added.Status);
        Assert.Equal("""{"a":1}""", (await arm.GetAsync("/subscriptions")).Text);
        var rules = (await arm.GetAsync("/_emulator/faults", null)).Json;
        Assert.Equal((1, 2), (rules.GetProperty("hits").GetInt32(), rules.GetProperty("value").GetArrayLength()));
        await arm.DeleteAsync("/_emulator/faults");
        Assert.Empty(arm.Emulator.Faults.Rules);
        (await arm.PostAsync("/_emulator/faults", """{"staus":503}""")).IsRefusal(HttpStatusCode.BadRequest, "InvalidFault");
        (await arm.PostAsync("/_emulator/faults", """{"action":"redirect"}""")).IsRefusal(HttpStatusCode.BadRequest, "InvalidFault");
    }

    [Fact]
    public async Task Clusters_are_put_there_by_id_by_parts_and_by_number()
    {
        await using var arm = await ArmClient.StartAsync();
        var id = $"{arm.Subscription}/resourceGroups/new-rg/providers/Microsoft.Kubernetes/connectedClusters/far";
        var answer = await arm.SendAsync(HttpMethod.Put, "/_emulator/clusters", null, new object[]
        {
            new { id, location = "norwayeast", connectivityStatus = "Offline" },
            new { name = "near", resourceGroup = "new-rg", nodes = 1, identity = "None", powerState = "Stopped", tags = new { a = "b" } },
            new { count = 2, prefix = "many-", resourceGroup = "new-rg" },
        });
        Assert.Equal(4, answer.Json.GetProperty("value").GetArrayLength());
        Assert.Equal("norwayeast", arm.State.FindCluster(id)!.Location);
        var near = arm.State.FindCluster(answer.At("value/1")!)!;
        Assert.Equal((1, Resources.ClusterIdentity.None, "Stopped", "b"), (near.Nodes, near.Identity, near.PowerState, near.Tags["a"]));
        Assert.Equal(HttpStatusCode.OK, (await arm.GetAsync(id, "api-version=2024-01-01")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await arm.DeleteAsync("/_emulator/clusters", "id=" + Uri.EscapeDataString(id))).Status);
        Assert.Null(arm.State.FindCluster(id));
        (await arm.PutAsync("/_emulator/clusters", new { nodes = 3 }, null)).IsRefusal(HttpStatusCode.BadRequest, "InvalidControlRequest");
    }

    [Fact]
    public async Task An_extension_is_added_unchanged_with_unknown_properties()
    {
        await using var arm = await ArmClient.StartAsync();
        var id = ArmClient.Extension(arm.Aks, "old");
        var placed = await arm.PostAsync("/_emulator/extensions", new
        {
            id,
            systemData = new { createdAt = "2021-10-07T00:09:54.4243492+00:00" },
            properties = new
            {
                extensionType = "microsoft.dapr",
                provisioningState = "Failed",
                statuses = new[] { new { code = "InstallationFailed", message = "no", displayStatus = (string?)null } },
                configurationProtectedSettings = new { key = "value" },
                aPropertyToCome = new { x = 1 },
            },
        });
        Assert.Equal(HttpStatusCode.NoContent, placed.Status);
        var shown = await arm.GetAsync(id);
        Assert.Equal("Failed", shown.At("properties/provisioningState"));
        Assert.Equal("no", shown.At("properties/statuses/0/message"));
        Assert.Equal("""{"x":1}""", shown.Properties.GetProperty("aPropertyToCome").GetRawText());
        Assert.Equal("2021-10-07T00:09:54.4243492+00:00", shown.At("systemData/createdAt"));
        var secrets = await arm.GetAsync("/_emulator/secrets", "id=" + Uri.EscapeDataString(id));
        Assert.Equal("""{"key":"value"}""", secrets.Json.GetProperty("configurationProtectedSettings").GetRawText());
        Assert.Equal(HttpStatusCode.NotFound, (await arm.GetAsync("/_emulator/secrets", "id=/x")).Status);
    }

    [Fact]
    public async Task Options_change_what_they_name_and_nothing_else()
    {
        await using var arm = await ArmClient.StartAsync();
        var changed = await arm.PutAsync("/_emulator/options", new
        {
            operationSeconds = 60,
            pageSize = 2,
            failWith = "no",
            deny = new[] { new { method = "GET", pathRegex = "^/tenants" } },
            permissions = new[] { new { actions = new[] { "*/read" } } },
            tokens = new[] { new { token = "t", expiresInSeconds = 5 } },
        }, null);
        Assert.Equal((60, 2), (changed.Json.GetProperty("operationSeconds").GetDouble(), changed.Json.GetProperty("pageSize").GetInt32()));
        Assert.Equal(TimeSpan.FromSeconds(3), arm.Emulator.Settings.RegistrationDuration);
        Assert.Equal("no", arm.Emulator.Settings.FailWith);
        Assert.Equal("*/read", arm.State.Permissions[0].Actions[0]);
        Assert.Equal(TokenState.Valid, arm.Emulator.Tokens.Check("Bearer t"));
        (await arm.GetAsync("/tenants", "api-version=2022-12-01")).IsRefusal(HttpStatusCode.Forbidden, "AuthorizationFailed");
        await arm.PutAsync("/_emulator/options", new { failWith = "", deny = Array.Empty<object>() }, null);
        Assert.Null(arm.Emulator.Settings.FailWith);
        Assert.Empty(arm.State.Denials);
        foreach (var wrong in new object[] { new { opertionSeconds = 1 }, new { operationSeconds = -1 }, "{ half" })
            (await arm.PutAsync("/_emulator/options", wrong, null)).IsRefusal(HttpStatusCode.BadRequest, "InvalidControlRequest");
        (await arm.PostAsync("/_emulator/extensions", "{ half")).IsRefusal(HttpStatusCode.BadRequest, "InvalidControlRequest");
    }

    [Fact]
    public async Task The_clock_is_moved_without_waiting()
    {
        await using var arm = await ArmClient.StartAsync();
        var created = await arm.PutAsync(
            ArmClient.Extension(arm.Aks, "flux"), new { properties = new { extensionType = "microsoft.flux" } });
        await arm.PostAsync("/_emulator/clock", new { advanceSeconds = 3.5 });
        Assert.Equal("Succeeded", (await arm.GetAsync(created.AsyncOperation, null)).At("status"));
    }

    [Fact]
    public async Task Providers_locks_and_subscriptions_are_set()
    {
        await using var arm = await ArmClient.StartAsync();
        await arm.PutAsync("/_emulator/providers", new { @namespace = "Microsoft.KubernetesConfiguration", state = "NotRegistered" }, null);
        (await arm.GetAsync(ArmClient.Extension(arm.Aks, "x"))).IsRefusal(HttpStatusCode.Conflict, "MissingSubscriptionRegistration");
        await arm.PutAsync("/_emulator/locks", new { scope = arm.Aks, name = "l", level = "ReadOnly" }, null);
        Assert.Single((await arm.GetAsync(arm.Aks + "/providers/Microsoft.Authorization/locks", "api-version=2020-05-01")).Names());
        await arm.SendAsync(HttpMethod.Delete, "/_emulator/locks", null, new { scope = arm.Aks, name = "l" });
        Assert.Empty((await arm.GetAsync(arm.Aks + "/providers/Microsoft.Authorization/locks", "api-version=2020-05-01")).Names());
        await arm.PutAsync("/_emulator/subscriptions", new { id = "22222222-0000-0000-0000-000000000000", displayName = "Two" }, null);
        Assert.Equal(2, (await arm.GetAsync("/subscriptions", "api-version=2022-12-01")).Json.GetProperty("value").GetArrayLength());
    }

    [Fact]
    public async Task Roles_are_assigned_at_any_scope_and_listed()
    {
        await using var arm = await ArmClient.StartAsync();
        var reader = new { scope = "/", roleId = "acdd72a7-3385-48ef-bd42-f606fba81ae7", principalId = "p", name = "n", principalType = "Group", members = new[] { "m" } };
        await arm.PutAsync("/_emulator/roleAssignments", new[] { reader }, null);
        var listed = await arm.GetAsync("/_emulator/roleAssignments", null);
        Assert.Equal(("/", "p", "Group", "n"), (listed.At("value/0/scope"), listed.At("value/0/principalId"), listed.At("value/0/principalType"), listed.At("value/0/name")));
        await arm.PutAsync("/_emulator/options", new { principalReplicationSeconds = 20 }, null);
        Assert.Equal(TimeSpan.FromSeconds(20), arm.Emulator.Settings.PrincipalReplication);
        await arm.PostAsync("/_emulator/reset");
        Assert.Empty(arm.State.GetRoleAssignments());
        Assert.Equal(TimeSpan.Zero, arm.Emulator.Settings.PrincipalReplication);
    }

    [Fact]
    public async Task A_reset_restores_the_seed()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.State.AddClusters(5);
        arm.State.AddExtension(arm.Aks, "flux", "microsoft.flux");
        arm.Emulator.Faults.AddStatus(500, count: null);
        arm.Emulator.Settings.FailWith = "no";
        arm.State.Denials = [new Resources.Denial(null, "/")];
        Assert.Equal(HttpStatusCode.NoContent, (await arm.PostAsync("/_emulator/reset")).Status);
        Assert.Equal(["aks1", "arc1"], arm.State.GetClusters().Select(c => c.Name).Order());
        Assert.Empty(arm.State.GetExtensions(arm.Aks));
        Assert.Null(arm.Emulator.Settings.FailWith);
        Assert.Equal(HttpStatusCode.OK, (await arm.GetAsync("/subscriptions", "api-version=2022-12-01")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await arm.GetAsync("/_emulator/nothing", null)).Status);
    }
}
