using AksExtensions.Catalogue;
using AksExtensions.Prerequisites;
using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>One warning for a command, whatever the number of its clusters.</summary>
public sealed class MissingRolesTests
{
    private const string Subscription = "11111111-2222-3333-4444-555555555555";

    [Fact]
    public void Without_a_missing_role_there_is_no_warning()
    {
        var missing = new MissingRoles();
        Assert.Null(missing.Warning());

        missing.Add(Extension("aks1"), new(Role("aks1", Principal(1)), HasRole: true));
        Assert.Null(missing.Warning());
    }

    [Fact]
    public void One_is_named_with_its_commands()
    {
        var missing = new MissingRoles();
        var role = Role("aks1", Principal(1));
        missing.Add(Extension("aks1"), new(role, HasRole: false));

        Assert.Equal(
            $"backup on aks1 (rg): The extension's identity ({Principal(1)}) does not have {role.RoleText}, which lets it write backups to the storage account. "
            + $"Set-AksClusterExtension with the same parameters and -IncludePrerequisites assigns it, or run: {role.Commands}.",
            missing.Warning());
    }

    [Fact]
    public void An_identity_that_is_not_known_yet_has_no_command()
    {
        var missing = new MissingRoles();
        missing.Add(Extension("aks1"), new(Role("aks1", principal: null), HasRole: null));

        Assert.Equal(
            "backup on aks1 (rg): After the create, the extension's identity needs the role 'Storage Blob Data Contributor', which lets it write backups to the storage account. "
            + "Set-AksClusterExtension with the same parameters and -IncludePrerequisites assigns it.",
            missing.Warning());
    }

    [Fact]
    public void Settings_that_name_no_scope_are_said_to()
    {
        var missing = new MissingRoles();
        missing.Add(Extension("aks1"), new(Role("aks1", Principal(1), account: null), HasRole: null));

        Assert.Contains("The settings do not name this scope completely.", missing.Warning(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_thousand_ten_are_listed_in_order_and_the_others_counted()
    {
        var missing = new MissingRoles();
        var unread = Errors.ResourceNotFound("/subscriptions/s", new(404, new("ResourceNotFound", "gone", null, []), null));
        Parallel.For(0, 1000, i => missing.Add(
            Extension($"aks{i:D4}"), new(Role($"aks{i:D4}", Principal(i)), HasRole: i == 500 ? null : false, i == 500 ? unread : null)));

        var lines = missing.Warning()!.Split(Environment.NewLine);

        Assert.StartsWith("1000 extensions need a role", lines[0], StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"  backup on aks{i:D4} (rg): {Role($"aks{i:D4}", Principal(i)).Commands}"), lines[1..11]);
        Assert.Equal("  ... and 990 more.", lines[11]);
        Assert.StartsWith("Some assignments could not be read: ", lines[12], StringComparison.Ordinal);
    }

    private static ExtensionReference Extension(string cluster) => new(ClusterReference.Create(Subscription, "rg", cluster), "backup");

    private static string Principal(int number) => $"77777777-0000-0000-0000-{number:D12}";

    private static RequiredRole Role(string cluster, string? principal, string? account = "backups") => Assert.Single(PrerequisitePlan.Of(
        TypeCatalogue.BuiltIn.Find("microsoft.dataprotection.kubernetes"),
        new(Extension(cluster).Cluster, new Dictionary<string, string>
        {
            ["configuration.backupStorageLocation.config.storageAccount"] = account ?? string.Empty,
            ["configuration.backupStorageLocation.config.resourceGroup"] = "rg",
            ["configuration.backupStorageLocation.config.subscriptionId"] = Subscription,
        }, PrincipalId: principal)));
}
