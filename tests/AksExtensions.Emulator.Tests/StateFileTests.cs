using System.Net;
using AksExtensions.Emulator.Resources;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class StateFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("emulator-tests-").FullName;

    private string StateFile => Path.Combine(_folder, "state.json");

    [Fact]
    public async Task The_state_survives_a_restart_without_its_secrets()
    {
        var options = new EmulatorOptions { StateFile = StateFile };
        string asyncOperation;
        var path = "";
        await using (var arm = await ArmClient.StartAsync(options))
        {
            path = ArmClient.Extension(arm.Aks, "flux");
            var tags = new Dictionary<string, string> { ["a b"] = "ü" };
            arm.State.AddCluster(arm.State.FindCluster(arm.Aks)! with { Nodes = 7, Tags = tags });
            arm.State.AddLock(new ResourceLock(arm.Aks, "l", "CanNotDelete"));
            arm.State.AddRoleAssignment(new RoleAssignment(arm.Subscription, "acdd72a7-3385-48ef-bd42-f606fba81ae7", "p") { Name = "n" });
            arm.State.SetProvider("Microsoft.Kubernetes", "NotRegistered");
            arm.State.AddStorageAccount(arm.State.AddStorageAccount("backups") with { AllowSharedKeyAccess = false });
            var created = await arm.PutAsync(path, new
            {
                properties = new
                {
                    extensionType = "microsoft.flux",
                    configurationSettings = new { a = "1" },
                    configurationProtectedSettings = new { key = "s3cr3t" },
                },
            });
            asyncOperation = new Uri(created.AsyncOperation).PathAndQuery;
        }

        Assert.DoesNotContain("s3cr3t", await File.ReadAllTextAsync(StateFile, TestContext.Current.CancellationToken));
        Assert.Equal([StateFile], Directory.GetFiles(_folder));

        await using (var arm = await ArmClient.StartAsync(options))
        {
            var account = $"{arm.Subscription}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/backups";
            Assert.Equal("False", (await arm.GetAsync(account)).Json.GetProperty("properties").GetProperty("allowSharedKeyAccess").ToString());
            var cluster = arm.State.FindCluster(arm.Aks)!;
            Assert.Equal((7, "ü"), (cluster.Nodes, cluster.Tags["a b"]));
            Assert.Equal("Creating", (await arm.GetAsync(path)).At("properties/provisioningState"));
            arm.Pass();
            Assert.Equal("Succeeded", (await arm.GetAsync(asyncOperation, null)).At("status"));
            var extension = arm.State.FindExtension(path)!;
            Assert.Equal(("Succeeded", "1.18.2"), (extension.ProvisioningState, extension.CurrentVersion));
            Assert.Equal(("1", ""), (extension.ConfigurationSettings["a"], extension.ConfigurationProtectedSettings["key"]));
            (await arm.DeleteAsync(path)).IsRefusal(HttpStatusCode.Conflict, "ScopeLocked");
            var provider = await arm.GetAsync(arm.Subscription + "/providers/Microsoft.Kubernetes", "api-version=2022-12-01");
            Assert.Equal("NotRegistered", provider.At("registrationState"));
            Assert.Equal((arm.Subscription, "p", "n"), (arm.State.GetRoleAssignments()[0].Scope, arm.State.GetRoleAssignments()[0].PrincipalId, arm.State.GetRoleAssignments()[0].Name));
        }
    }

    [Fact]
    public async Task A_file_without_a_state_is_an_error_and_stays_unchanged()
    {
        await File.WriteAllTextAsync(StateFile, "{ half", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<IOException>(() => ArmClient.StartAsync(new EmulatorOptions { StateFile = StateFile }));
        Assert.Contains(StateFile, error.Message);
        Assert.Equal("{ half", await File.ReadAllTextAsync(StateFile, TestContext.Current.CancellationToken));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
