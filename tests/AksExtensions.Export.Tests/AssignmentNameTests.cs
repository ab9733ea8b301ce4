using System.Text.Json.Nodes;
using AksExtensions.Catalogue;
using AksExtensions.Prerequisites;

namespace AksExtensions.Tests;

/// <summary>The name of a role assignment is the one that a Bicep template would choose, so that both make one assignment.</summary>
public sealed class AssignmentNameTests
{
    [Theory]
    [InlineData("77777777-0000-0000-0000-000000000001", "backups")]
    [InlineData("ABCDEFAB-0000-0000-0000-000000000002", "Other")]
    public void It_is_that_of_guid_in_Bicep(string principal, string account)
    {
        var cluster = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");
        var role = Assert.Single(PrerequisitePlan.Of(
            TypeCatalogue.BuiltIn.Find("microsoft.dataprotection.kubernetes"),
            new(cluster, new Dictionary<string, string>
            {
                ["configuration.backupStorageLocation.config.storageAccount"] = account,
                ["configuration.backupStorageLocation.config.resourceGroup"] = "rg",
                ["configuration.backupStorageLocation.config.subscriptionId"] = cluster.SubscriptionId,
            }, PrincipalId: principal)));
        using var folder = new Folder(
        [
            new("main.bicep", "param name string\noutput given string = name\n"),
            new("main.bicepparam", $"using 'main.bicep'\nparam name = guid(toLower('{role.Scope}'), toLower('{principal}'), '{role.Type.RoleId}')\n"),
        ]);

        var (exitCode, output, errors) = Tool.Bicep("build-params", folder["main.bicepparam"], "--stdout");

        Assert.True(exitCode == 0, errors);
        var parameters = JsonNode.Parse(JsonNode.Parse(output)!["parametersJson"]!.GetValue<string>())!;
        Assert.Equal(parameters["parameters"]!["name"]!["value"]!.GetValue<string>(), role.Assignment!.Name);
    }
}
