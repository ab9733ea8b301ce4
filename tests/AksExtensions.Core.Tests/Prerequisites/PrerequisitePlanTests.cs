using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Prerequisites;
using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>The roles that extensions need, from the files of their types.</summary>
public sealed class PrerequisitePlanTests
{
    private const string Location = "configuration.backupStorageLocation.config.";
    private const string Principal = "77777777-0000-0000-0000-000000000001";
    private const string AccountId = "/subscriptions/22222222-2222-3333-4444-555555555555/resourceGroups/backup-rg/providers/Microsoft.Storage/storageAccounts/backups";

    private static readonly ClusterReference Cluster = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");
    private static readonly ExtensionTypeKnowledge Backup = TypeCatalogue.BuiltIn.Find("microsoft.dataprotection.kubernetes")!;
    private static readonly ExtensionTypeKnowledge Storage = TypeCatalogue.BuiltIn.Find("microsoft.azurecontainerstorage")!;

    [Fact]
    public void Backup_needs_its_identity_to_write_to_the_storage_account()
    {
        var role = Assert.Single(PrerequisitePlan.Of(Backup, new(Cluster, Account(), PrincipalId: Principal)));

        Assert.True(role.FollowsCreate);
        Assert.Equal(
            new RoleAssignment(AccountId, "ba92f5b4-2d11-453d-a403-e96b0029c9fe", Principal, DeterministicGuid.Create(AccountId, Principal, "ba92f5b4-2d11-453d-a403-e96b0029c9fe"))
            {
                PrincipalType = "ServicePrincipal",
            },
            role.Assignment);
        Assert.Equal($"the role 'Storage Blob Data Contributor' on {AccountId}", role.RoleText);
        Assert.Equal($"the extension's identity ({Principal})", role.PrincipalText);
        Assert.Equal(
            $"az role assignment create --assignee-object-id {Principal} --assignee-principal-type ServicePrincipal --role ba92f5b4-2d11-453d-a403-e96b0029c9fe --scope '{AccountId}'"
            + $" (or New-AzRoleAssignment -ObjectId {Principal} -RoleDefinitionId ba92f5b4-2d11-453d-a403-e96b0029c9fe -Scope '{AccountId}')",
            role.Commands);
    }

    [Fact]
    public void Before_the_create_the_identity_is_not_known_and_the_scope_is()
    {
        var role = Assert.Single(PrerequisitePlan.Of(Backup, new(Cluster, Account())));

        Assert.Equal((null, AccountId), (role.PrincipalId, role.Scope));
        Assert.Null(role.Assignment);
        Assert.Null(role.Commands);
        Assert.Equal("the extension's identity", role.PrincipalText);
        Assert.False(PrerequisitePlan.NeedsCluster(Backup, new(Cluster, Account())));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("true", 1)]
    [InlineData("True", 1)]
    [InlineData("false", 0)]
    [InlineData("FALSE", 0)]
    public void With_the_keys_of_the_account_no_role_is_needed(string? useAad, int count) =>
        Assert.Equal(count, PrerequisitePlan.Of(Backup, new(Cluster, Account(useAad: useAad))).Count);

    // A value that is no name would make another scope of it.
    [Theory]
    [InlineData("backups/blobServices/default")]
    [InlineData("..")]
    [InlineData("backups?x=y")]
    [InlineData("backups\n")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_name_makes_no_scope(string? account)
    {
        var role = Assert.Single(PrerequisitePlan.Of(Backup, new(Cluster, Account(account), PrincipalId: Principal)));

        Assert.Null(role.Scope);
        Assert.Null(role.Assignment);
        Assert.EndsWith($"/storageAccounts/{{{Location}storageAccount}}", role.Shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Elastic_SAN_needs_a_role_of_the_nodes_on_their_group_which_the_cluster_names()
    {
        var settings = new Dictionary<string, string> { ["global.cli.storagePool.elasticSan.enabled"] = "True" };
        var facts = new ClusterFacts("eastus", 3, null) { NodeResourceGroup = "MC_rg_aks1_eastus", KubeletObjectId = Principal };

        Assert.True(PrerequisitePlan.NeedsCluster(Storage, new(Cluster, settings)));
        var role = Assert.Single(PrerequisitePlan.Of(Storage, new(Cluster, settings, facts)));
        Assert.False(role.FollowsCreate);
        Assert.Equal("08d4c71a-cc63-4ce4-a9c8-5dd251b4d619", role.Assignment!.RoleId);
        Assert.Equal($"/subscriptions/{Cluster.SubscriptionId}/resourceGroups/MC_rg_aks1_eastus", role.Scope);
        Assert.False(PrerequisitePlan.NeedsCluster(Storage, new(Cluster, settings, facts)));
    }

    [Fact]
    public void Other_volumes_other_types_and_other_clusters_need_none()
    {
        var arc = ClusterReference.Create(Cluster.SubscriptionId, "rg", "arc1", ClusterType.ConnectedClusters);

        Assert.Empty(PrerequisitePlan.Of(Storage, new(Cluster, new Dictionary<string, string>())));
        Assert.Empty(PrerequisitePlan.Of(TypeCatalogue.BuiltIn.Find("microsoft.dapr"), new(Cluster, Account(), PrincipalId: Principal)));
        Assert.Empty(PrerequisitePlan.Of(null, new(Cluster, Account(), PrincipalId: Principal)));
        Assert.Empty(PrerequisitePlan.Of(Backup, new(arc, Account(), PrincipalId: Principal)));
    }

    [Fact]
    public void Only_the_same_principal_role_and_scope_is_what_would_be_undone()
    {
        var role = Assert.Single(PrerequisitePlan.Of(Backup, new(Cluster, Account(), PrincipalId: Principal)));
        var made = role.Assignment!;

        Assert.True(role.Is(made));
        Assert.True(role.Is(made with { Name = "by hand", Scope = AccountId.ToUpperInvariant(), PrincipalId = Principal.ToUpperInvariant() }));
        Assert.False(role.Is(made with { Scope = "/subscriptions/22222222-2222-3333-4444-555555555555" }));
        Assert.False(role.Is(made with { PrincipalId = "77777777-0000-0000-0000-000000000002" }));
        Assert.False(role.Is(made with { RoleId = "08d4c71a-cc63-4ce4-a9c8-5dd251b4d619" }));
        Assert.False(role.Is(made with { Condition = "@Resource[...]" }));
    }

    [Fact]
    public void Every_prerequisite_of_the_catalogue_can_be_planned_and_its_check_has_a_unique_name()
    {
        var all = TypeCatalogue.BuiltIn.All.SelectMany(type => type.Prerequisites.Select(needed => (type, needed))).ToList();

        Assert.Equal(2, all.Count);
        Assert.Equal(all.Count, all.DistinctBy(one => one.needed.Check).Count());
        Assert.All(all, one =>
        {
            Assert.True(Guid.TryParse(one.needed.RoleId, out _));
            Assert.Contains(one.needed.Principal, new[] { "{instance.principalId}", "{cluster.kubeletObjectId}" });
            Assert.StartsWith("/subscriptions/", one.needed.Scope, StringComparison.Ordinal);
            Assert.All(one.needed.When, condition => Assert.NotNull(TypeRules.Find(one.type, condition.Subject)));
        });
    }

    private static Dictionary<string, string> Account(string? name = "backups", string? useAad = null)
    {
        var settings = new Dictionary<string, string>
        {
            [Location + "resourceGroup"] = "backup-rg", [Location + "subscriptionId"] = "22222222-2222-3333-4444-555555555555",
        };
        foreach (var (key, value) in new[] { ("storageAccount", name), ("useAAD", useAad) })
        {
            if (value is not null)
            {
                settings[Location + key] = value;
            }
        }

        return settings;
    }
}
