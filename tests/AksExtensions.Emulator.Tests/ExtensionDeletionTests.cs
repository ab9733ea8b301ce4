using System.Net;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class ExtensionDeletionTests
{
    [Fact]
    public async Task A_delete_takes_time_and_then_removes_everything()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        arm.State.AddExtension(arm.Aks, "flux", "microsoft.flux");

        var deleted = await arm.DeleteAsync(path, "forceDelete=false&" + ArmClient.ExtensionsVersion);
        Assert.Equal((HttpStatusCode.Accepted, ""), (deleted.Status, deleted.Text));
        Assert.Equal("0", deleted.Headers["Content-Length"]);
        Assert.DoesNotContain("Location", deleted.Headers.Keys);
        Assert.Equal("Deleting", (await arm.GetAsync(path)).At("properties/provisioningState"));
        Assert.Equal("Deleting", (await arm.GetAsync(deleted.AsyncOperation, null)).At("status"));

        arm.Pass();
        Assert.Equal("Succeeded", (await arm.GetAsync(deleted.AsyncOperation, null)).At("status"));
        var gone = await arm.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, gone.Status);
        Assert.Equal(
            """{"error":{"code":"ResourceNotFound","message":"Extension instance with name 'flux' not found.","additionalInfo":[]}}""", gone.Text);

        arm.Pass(60);
        Assert.Equal(HttpStatusCode.NotFound, (await arm.GetAsync(deleted.AsyncOperation, null)).Status);
    }

    [Fact]
    public async Task A_forced_delete_is_done_at_once_and_answers_junk()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        await arm.PutAsync(path, new { properties = new { extensionType = "microsoft.flux" } });

        var deleted = await arm.DeleteAsync(path, ArmClient.ExtensionsVersion + "&forceDelete=true");

        Assert.Equal((HttpStatusCode.OK, "162"), (deleted.Status, deleted.Headers["Content-Length"]));
        Assert.True(deleted.Json.GetProperty("isSuccessStatusCode").GetBoolean());
        Assert.DoesNotContain("Azure-AsyncOperation", deleted.Headers.Keys);
        Assert.Null(arm.State.FindExtension(path));
    }

    [Fact]
    public async Task What_is_not_there_is_204()
    {
        await using var arm = await ArmClient.StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await arm.DeleteAsync(ArmClient.Extension(arm.Aks, "none"))).Status);
    }

    [Fact]
    public async Task A_delete_can_fail()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        await arm.InstallAsync(path, new
        {
            extensionType = "microsoft.flux",
            configurationSettings = new Dictionary<string, string> { ["emulator.deleteFailWith"] = "release not found" },
        });
        var deleted = await arm.DeleteAsync(path);
        arm.Pass();
        Assert.Equal("Failed", (await arm.GetAsync(deleted.AsyncOperation, null)).At("status"));
        Assert.Equal("Failed", (await arm.GetAsync(path)).At("properties/provisioningState"));
    }
}
