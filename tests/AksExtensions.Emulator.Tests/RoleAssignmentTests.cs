using System.Net;
using AksExtensions.Emulator.Resources;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class RoleAssignmentTests
{
    private const string Any = "api-version=2022-04-01";
    private const string BlobContributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
    private const string StorageOperator = "08d4c71a-cc63-4ce4-a9c8-5dd251b4d619";
    private const string Someone = "77777777-0000-0000-0000-000000000001";
    private const string SomeoneElse = "77777777-0000-0000-0000-000000000002";

    [Fact]
    public async Task An_assignment_is_created_once_and_shown_and_deleted()
    {
        await using var arm = await StartAsync();
        var path = Path(Account(arm), "0f3d4e1a-0000-0000-0000-000000000001");

        var made = await arm.PutAsync(path, Body(), Any);
        var again = await arm.PutAsync(path, Body(), Any);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (made.Status, again.Status));
        Assert.Equal(path, made.At("id"));
        Assert.Equal(Account(arm), made.At("properties/scope"));
        Assert.Equal($"{arm.Subscription}/providers/Microsoft.Authorization/roleDefinitions/{BlobContributor}", made.At("properties/roleDefinitionId"));
        Assert.Equal((Someone, "ServicePrincipal"), (made.At("properties/principalId"), made.At("properties/principalType")));
        Assert.Equal(made.Text, (await arm.GetAsync(path, Any)).Text);

        Assert.Equal(HttpStatusCode.OK, (await arm.DeleteAsync(path, Any)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await arm.DeleteAsync(path, Any)).Status);
        (await arm.GetAsync(path, Any)).IsRefusal(HttpStatusCode.NotFound, "RoleAssignmentNotFound");
    }

    [Fact]
    public async Task The_same_role_under_another_name_is_a_conflict_and_another_role_under_the_same_name_is_not_permitted()
    {
        await using var arm = await StartAsync();
        const string Name = "0f3d4e1a-0000-0000-0000-000000000001";
        await arm.PutAsync(Path(Account(arm), Name), Body(), Any);

        var other = await arm.PutAsync(Path(Account(arm), "0f3d4e1a-0000-0000-0000-000000000002"), Body(), Any);
        other.IsRefusal(HttpStatusCode.Conflict, "RoleAssignmentExists");
        Assert.Equal("The role assignment already exists. The ID of the existing role assignment is 0f3d4e1a000000000000000000000001.", other.ErrorMessage);
        (await arm.PutAsync(Path(Account(arm), Name), Body(principal: SomeoneElse), Any)).IsRefusal(HttpStatusCode.BadRequest, "RoleAssignmentUpdateNotPermitted");
        Assert.Equal(HttpStatusCode.Created, (await arm.PutAsync(Path(arm.Aks, "0f3d4e1a-0000-0000-0000-000000000003"), Body(), Any)).Status);
    }

    [Fact]
    public async Task A_list_has_what_applies_to_a_scope_as_its_filter_says()
    {
        await using var arm = await StartAsync();
        var group = arm.Subscription + "/resourceGroups/rg";
        arm.State.AddRoleAssignment(new("/", StorageOperator, Someone) { Name = "root" });
        arm.State.AddRoleAssignment(new("/providers/Microsoft.Management/managementGroups/contoso", BlobContributor, Someone) { Name = "management" });
        arm.State.AddRoleAssignment(new(arm.Subscription, BlobContributor, Someone) { Name = "subscription" });
        arm.State.AddRoleAssignment(new(group.ToUpperInvariant(), BlobContributor, SomeoneElse) { Name = "group", PrincipalType = "Group", Members = [Someone] });
        arm.State.AddRoleAssignment(new(Account(arm), BlobContributor, SomeoneElse) { Name = "account" });
        arm.State.AddRoleAssignment(new(arm.Subscription + "/resourceGroups/other", BlobContributor, Someone) { Name = "elsewhere" });

        Assert.Equal(["root", "management", "subscription", "group", "account"], await ListAsync(arm, group, null));
        Assert.Equal(["root", "management", "subscription", "group"], await ListAsync(arm, group, "atScope()"));
        Assert.Equal(["account", "group"], (await ListAsync(arm, Account(arm), $"atScope() and principalId eq '{SomeoneElse}'")).Order());
        Assert.Equal(["root", "management", "subscription", "group"], await ListAsync(arm, Account(arm), $"atScope() and assignedTo('{Someone}')"));
        (await arm.GetAsync(List(group), Any + "&$filter=roleName eq 'x'")).IsRefusal(HttpStatusCode.BadRequest, "BadRequestFormat");
    }

    [Fact]
    public async Task A_long_list_has_pages()
    {
        await using var arm = await StartAsync(new() { PageSize = 2 });
        for (var i = 1; i <= 3; i++)
            arm.State.AddRoleAssignment(new(Account(arm), BlobContributor, $"77777777-0000-0000-0000-00000000000{i}"));

        var first = await arm.GetAsync(List(Account(arm)), Any + "&$filter=atScope()");
        var link = new Uri(first.At("nextLink")!);
        var second = await arm.GetAsync(link.AbsolutePath, link.Query[1..]);

        Assert.Equal((2, 1), (first.Names().Count, second.Names().Count));
        Assert.DoesNotContain("nextLink", second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_identity_of_a_new_extension_is_unknown_until_the_directory_has_replicated_it()
    {
        await using var arm = await StartAsync();
        arm.Emulator.Settings.PrincipalReplication = TimeSpan.FromSeconds(15);
        await arm.InstallAsync(ArmClient.Extension(arm.Aks, "backup"), new { extensionType = "microsoft.dataprotection.kubernetes" });
        var principal = (await arm.GetAsync(ArmClient.Extension(arm.Aks, "backup"))).At("properties/aksAssignedIdentity/principalId")!;
        var path = Path(Account(arm), "0f3d4e1a-0000-0000-0000-000000000001");

        var refused = await arm.PutAsync(path, Body(principal: principal), Any);
        refused.IsRefusal(HttpStatusCode.BadRequest, "PrincipalNotFound");
        Assert.StartsWith($"Principal {Guid.Parse(principal):N} does not exist in the directory", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await arm.PutAsync(Path(Account(arm), "0f3d4e1a-0000-0000-0000-000000000002"), Body(), Any)).Status);
        arm.Pass(20);
        Assert.Equal(HttpStatusCode.Created, (await arm.PutAsync(path, Body(principal: principal), Any)).Status);
    }

    [Fact]
    public async Task What_is_wrong_is_refused()
    {
        await using var arm = await StartAsync();
        const string Name = "0f3d4e1a-0000-0000-0000-000000000001";
        (await arm.PutAsync(Path(Account(arm), "backup"), Body(), Any)).IsRefusal(HttpStatusCode.BadRequest, "InvalidRoleAssignmentId");
        (await arm.PutAsync(Path(Account(arm), Name), Body(principal: "me"), Any)).IsRefusal(HttpStatusCode.BadRequest, "InvalidPrincipalId");
        (await arm.PutAsync(Path(Account(arm), Name), Body(role: Someone), Any)).IsRefusal(HttpStatusCode.NotFound, "RoleDefinitionDoesNotExist");
        (await arm.PutAsync(Path(arm.Subscription + "/resourceGroups/none", Name), Body(), Any)).IsRefusal(HttpStatusCode.NotFound, "ResourceGroupNotFound");
        (await arm.PutAsync(Path(Account(arm) + "x", Name), Body(), Any)).IsRefusal(HttpStatusCode.NotFound, "ResourceNotFound");
        (await arm.GetAsync(List(arm.Aks + "x"), Any)).IsRefusal(HttpStatusCode.NotFound, "ResourceNotFound");

        arm.State.AddLock(new ResourceLock(arm.Subscription + "/resourceGroups/rg", "freeze", "ReadOnly"));
        (await arm.PutAsync(Path(Account(arm), Name), Body(), Any)).IsRefusal(HttpStatusCode.Conflict, "ScopeLocked");
        arm.State.Denials = [new Denial("PUT", "/roleAssignments/")];
        var denied = await arm.PutAsync(Path(Account(arm), Name), Body(), Any);
        denied.IsRefusal(HttpStatusCode.Forbidden, "AuthorizationFailed");
        Assert.Contains("perform action 'Microsoft.Authorization/roleAssignments/write' over scope", denied.ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(arm.State.GetRoleAssignments());
    }

    [Fact]
    public async Task The_group_of_the_nodes_is_a_scope_and_the_cluster_names_it_and_the_kubelet_identity()
    {
        await using var arm = await StartAsync();
        var cluster = await arm.GetAsync(arm.Aks, "api-version=2024-09-01");
        var group = $"{arm.Subscription}/resourceGroups/{cluster.At("properties/nodeResourceGroup")}";
        var kubelet = cluster.At("properties/identityProfile/kubeletidentity/objectId")!;

        Assert.Equal(HttpStatusCode.Created, (await arm.PutAsync(Path(group, Guid.NewGuid().ToString()), Body(StorageOperator, kubelet), Any)).Status);
        var other = arm.State.AddCluster("other");
        Assert.NotEqual(kubelet, other.KubeletObjectId);
    }

    private static async Task<ArmClient> StartAsync(EmulatorOptions? options = null)
    {
        var arm = await ArmClient.StartAsync(options);
        arm.State.AddStorageAccount("backups");
        return arm;
    }

    private static string Account(ArmClient arm) => $"{arm.Subscription}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/backups";

    private static string List(string scope) => $"{scope}/providers/Microsoft.Authorization/roleAssignments";

    private static string Path(string scope, string name) => $"{List(scope)}/{name}";

    private static object Body(string role = BlobContributor, string principal = Someone) => new
    {
        properties = new { roleDefinitionId = $"/providers/Microsoft.Authorization/roleDefinitions/{role}", principalId = principal, principalType = "ServicePrincipal" },
    };

    private static async Task<IReadOnlyList<string?>> ListAsync(ArmClient arm, string scope, string? filter) =>
        (await arm.GetAsync(List(scope), filter is null ? Any : $"{Any}&$filter={Uri.EscapeDataString(filter)}")).Names();
}
