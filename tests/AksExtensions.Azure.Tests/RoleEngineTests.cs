using System.Text.Json;
using AksExtensions.Catalogue;
using AksExtensions.Emulator.Resources;
using AksExtensions.Prerequisites;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Roles are assigned once, whatever was there before, and whoever does the same at the same time.</summary>
public sealed class RoleEngineTests
{
    private const string Role = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
    private const string Principal = "77777777-0000-0000-0000-000000000001";
    private const string Group = "77777777-0000-0000-0000-0000000000aa";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missing_role_is_assigned_with_two_requests_and_again_with_none()
    {
        await using var azure = await StartAsync();
        var engine = Engine(azure);
        var role = BackupRole(azure);

        Assert.True(await engine.EnsureAsync(role, Stop));
        Assert.False(await engine.EnsureAsync(role, Stop));

        var made = Assert.Single(azure.Arm.State.GetRoleAssignments());
        Assert.Equal((Account(azure), Role, Principal, "ServicePrincipal", role.Assignment!.Name), (made.Scope, made.RoleId, made.PrincipalId, made.PrincipalType, made.Name));
        Assert.Equal(
            [
                $"GET {Account(azure)}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=atScope%28%29",
                $"PUT {Account(azure)}/providers/Microsoft.Authorization/roleAssignments/{made.Name}?api-version=2022-04-01",
            ],
            azure.Arm.Requests.Snapshot().Select(request => $"{request.Method} {request.Path}?{request.Query}"));
        var body = JsonElement.Parse(azure.Arm.Requests.Snapshot()[1].Body!).GetProperty("properties");
        Assert.Equal(
            ($"/subscriptions/{azure.Arm.SubscriptionId}/providers/Microsoft.Authorization/roleDefinitions/{Role}", Principal, "ServicePrincipal"),
            (body.GetProperty("roleDefinitionId").GetString()!, body.GetProperty("principalId").GetString()!, body.GetProperty("principalType").GetString()!));
    }

    public static TheoryData<string> Scopes => ["account", "group", "subscription", "/providers/Microsoft.Management/managementGroups/contoso", "/"];

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task A_role_that_is_there_or_inherited_is_not_assigned_again(string scope)
    {
        await using var azure = await StartAsync();
        var at = scope switch
        {
            "account" => Account(azure).ToUpperInvariant(),
            "group" => $"/subscriptions/{azure.Arm.SubscriptionId}/resourceGroups/rg",
            "subscription" => $"/subscriptions/{azure.Arm.SubscriptionId}",
            _ => scope,
        };
        azure.Arm.State.AddRoleAssignment(new(at, Role.ToUpperInvariant(), Principal.ToUpperInvariant()));

        Assert.False(await Engine(azure).EnsureAsync(BackupRole(azure), Stop));
        Assert.Equal(["GET roleAssignments"], azure.Received);
    }

    [Theory]
    [InlineData(null, null, "/elsewhere")]
    [InlineData("acdd72a7-3385-48ef-bd42-f606fba81ae7", null, null)]
    [InlineData(null, "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'a'", null)]
    public async Task Another_role_a_condition_or_a_scope_beside_it_does_not_count(string? role, string? condition, string? beside)
    {
        await using var azure = await StartAsync();
        azure.Arm.State.AddRoleAssignment(
            new($"/subscriptions/{azure.Arm.SubscriptionId}{(beside is null ? null : "/resourceGroups/elsewhere")}", role ?? Role, Principal) { Condition = condition });

        Assert.True(await Engine(azure).EnsureAsync(BackupRole(azure), Stop));
        Assert.Equal(2, azure.Arm.State.GetRoleAssignments().Count);
    }

    [Fact]
    public async Task The_members_of_a_group_have_its_role_which_only_Azure_knows()
    {
        await using var azure = await StartAsync();
        azure.Arm.State.AddRoleAssignment(new($"/subscriptions/{azure.Arm.SubscriptionId}", Role, Group) { PrincipalType = "Group", Members = [Principal] });

        Assert.False(await Engine(azure).EnsureAsync(BackupRole(azure), Stop));
        Assert.True(await Engine(azure).EnsureAsync(BackupRole(azure, "77777777-0000-0000-0000-000000000002"), Stop));
        Assert.Contains(azure.Arm.Requests.Snapshot(), request => request.Query.Contains($"atScope%28%29%20and%20assignedTo%28%27{Principal}%27%29", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(5, 2)]
    [InlineData(15, 3)]
    public async Task A_new_identity_is_tried_again_until_the_directory_knows_it(int seconds, int tries)
    {
        await using var azure = await StartAsync();
        azure.Arm.Settings.PrincipalReplication = TimeSpan.FromSeconds(seconds);
        var role = BackupRole(azure, NewIdentity(azure));

        Assert.True(await Engine(azure).EnsureAsync(role, Stop));

        Assert.Equal(tries, azure.Arm.Requests.Snapshot().Count(request => request.Method == "PUT"));
        Assert.All(azure.Time.Waits, wait => Assert.Equal(TimeSpan.FromSeconds(10), wait));
        Assert.Equal(tries - 1, azure.Time.Waits.Count);
        Assert.Single(azure.Arm.State.GetRoleAssignments());
    }

    [Fact]
    public async Task After_three_tries_the_identity_is_reported_as_unknown()
    {
        await using var azure = await StartAsync();
        azure.Arm.Settings.PrincipalReplication = TimeSpan.FromMinutes(5);
        var role = BackupRole(azure, NewIdentity(azure));

        var failure = await azure.FailsAsync("PrincipalNotFound", () => Engine(azure).EnsureAsync(role, Stop));

        Assert.Equal(3, azure.Arm.Requests.Snapshot().Count(request => request.Method == "PUT"));
        Assert.Contains("does not exist in the directory", failure.Message, StringComparison.Ordinal);
        Assert.Empty(azure.Arm.State.GetRoleAssignments());
    }

    [Fact]
    public async Task A_conflict_with_the_same_role_is_a_success()
    {
        await using var azure = await StartAsync();
        var engine = Engine(azure);
        // Read before someone else assigns it.
        Assert.False((await engine.ReadAsync(BackupRole(azure), Stop)).HasRole);
        azure.Arm.State.AddRoleAssignment(new(Account(azure), Role, Principal));

        Assert.False(await engine.EnsureAsync(BackupRole(azure), Stop));

        Assert.Single(azure.Arm.State.GetRoleAssignments());
        Assert.Equal(409, azure.Arm.Requests.Snapshot()[^1].Status);
        Assert.True((await engine.ReadAsync(BackupRole(azure), Stop)).HasRole);
    }

    [Fact]
    public async Task Without_the_permission_to_read_assignments_the_role_is_assigned_nevertheless()
    {
        await using var azure = await StartAsync();
        azure.Arm.State.Denials = [new Denial("GET", "/roleAssignments")];
        var engine = Engine(azure);

        var state = await engine.ReadAsync(BackupRole(azure), Stop);
        Assert.Null(state.HasRole);
        Assert.Equal("AuthorizationFailed", state.Failure!.ErrorId);
        Assert.True(await engine.EnsureAsync(BackupRole(azure), Stop));
        Assert.False(await Engine(azure).EnsureAsync(BackupRole(azure), Stop));
        Assert.Single(azure.Arm.State.GetRoleAssignments());
    }

    [Theory]
    [InlineData("PUT", "AuthorizationFailed")]
    [InlineData("lock", "ScopeLocked")]
    [InlineData("account", "ResourceNotFound")]
    public async Task What_Azure_refuses_is_not_tried_again(string wrong, string errorId)
    {
        await using var azure = await StartAsync();
        var role = BackupRole(azure, account: wrong == "account" ? "none" : "backups");
        if (wrong == "lock")
        {
            azure.Arm.State.AddLock(new(Account(azure), "freeze", "ReadOnly"));
        }

        azure.Arm.State.Denials = wrong == "PUT" ? [new Denial("PUT", "/roleAssignments/")] : [];

        await azure.FailsAsync(errorId, () => Engine(azure).EnsureAsync(role, Stop));
        Assert.Equal(1, azure.Arm.Requests.Snapshot().Count(request => request.Method == "PUT"));
    }

    [Fact]
    public async Task Two_fleets_at_once_make_one_assignment_for_each_cluster()
    {
        await using var azure = await StartAsync();
        var roles = Enumerable.Range(1, 100).Select(i => BackupRole(azure, $"77777777-0000-0000-0000-{i:D12}")).ToList();
        var engines = new[] { Engine(azure), new RoleEngine(azure.Connect(), azure.Time) };

        // Both read before the first one assigns.
        Assert.All(await Task.WhenAll(engines.Select(engine => engine.ReadAsync(roles[0], Stop))), state => Assert.False(state.HasRole));

        var made = await Task.WhenAll(engines.SelectMany(engine => roles.Select(role => Task.Run(() => engine.EnsureAsync(role, Stop)))));

        Assert.Equal(100, made.Count(isNew => isNew));
        Assert.Equal(100, azure.Arm.State.GetRoleAssignments().Count);
        Assert.Equal(roles.Select(role => role.Assignment!.Name).Order(), azure.Arm.State.GetRoleAssignments().Select(assignment => assignment.Name).Order());
        Assert.Equal((2, 200), (Count(azure, "GET"), Count(azure, "PUT")));
    }

    [Fact]
    public async Task A_thousand_clusters_with_one_account_read_its_assignments_once_page_by_page()
    {
        await using var azure = await StartAsync();
        foreach (var i in Enumerable.Range(1, 500))
        {
            azure.Arm.State.AddRoleAssignment(new(Account(azure), Role, $"77777777-0000-0000-0000-{i:D12}"));
        }

        var engine = Engine(azure);
        var states = await Task.WhenAll(Enumerable.Range(1, 1000).Select(i => engine.ReadAsync(BackupRole(azure, $"77777777-0000-0000-0000-{i:D12}"), Stop)));

        Assert.Equal(500, states.Count(state => state.HasRole == true));
        Assert.Equal(500 / 100, azure.Arm.Requests.Count);
    }

    [Fact]
    public async Task Only_what_the_module_would_have_made_is_removed()
    {
        await using var azure = await StartAsync();
        var group = $"/subscriptions/{azure.Arm.SubscriptionId}/resourceGroups/rg";
        azure.Arm.State.AddRoleAssignment(new(group, Role, Principal) { Name = "inherited" });
        azure.Arm.State.AddRoleAssignment(new(Account(azure), Role, "77777777-0000-0000-0000-000000000002") { Name = "someone else" });
        azure.Arm.State.AddRoleAssignment(new(Account(azure), "acdd72a7-3385-48ef-bd42-f606fba81ae7", Principal) { Name = "another role" });
        azure.Arm.State.AddRoleAssignment(new(Account(azure), Role, Principal) { Name = "by the command of a warning" });
        var engine = Engine(azure);

        var found = Assert.Single(await engine.FindAsync(BackupRole(azure), Stop));
        Assert.True(await engine.RemoveAsync(found, Stop));
        Assert.False(await engine.RemoveAsync(found, Stop));

        Assert.Equal(["another role", "inherited", "someone else"], azure.Arm.State.GetRoleAssignments().Select(assignment => assignment.Name).Order());
        Assert.Equal((1, 2), (Count(azure, "GET"), Count(azure, "DELETE")));
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_and_makes_one_assignment()
    {
        await using var azure = await StartAsync();
        azure.Arm.Faults.Add(new() { Method = "PUT", PathRegex = "/roleAssignments/", Action = Emulator.Faults.FaultAction.Reset, Execute = true, Count = 1 });

        await Engine(azure).EnsureAsync(BackupRole(azure), Stop);

        Assert.Single(azure.Arm.State.GetRoleAssignments());
    }

    private static async Task<EmulatedAzure> StartAsync()
    {
        var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.Zero });
        azure.Arm.State.AddStorageAccount("backups");
        return azure;
    }

    private static RoleEngine Engine(EmulatedAzure azure) => new(azure.Service, azure.Time);

    private static string Account(EmulatedAzure azure) => $"/subscriptions/{azure.Arm.SubscriptionId}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/backups";

    private static RequiredRole BackupRole(EmulatedAzure azure, string principal = Principal, string account = "backups") => Assert.Single(PrerequisitePlan.Of(
        TypeCatalogue.BuiltIn.Find("microsoft.dataprotection.kubernetes"),
        new(azure.Aks, new Dictionary<string, string>
        {
            ["configuration.backupStorageLocation.config.storageAccount"] = account,
            ["configuration.backupStorageLocation.config.resourceGroup"] = "rg",
            ["configuration.backupStorageLocation.config.subscriptionId"] = azure.Arm.SubscriptionId,
        }, PrincipalId: principal)));

    // An identity that Azure assigned a moment ago.
    private static string NewIdentity(EmulatedAzure azure)
    {
        var principal = Guid.NewGuid().ToString();
        azure.Install("backup", extension => extension with { AksAssignedIdentity = new(null, principal), IdentityAssignedAt = azure.Time.GetUtcNow() });
        return principal;
    }

    private static int Count(EmulatedAzure azure, string method) => azure.Arm.Requests.Snapshot().Count(request => request.Method == method);
}
