using System.Net;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class OperationFailureTests
{
    private static object Body(params (string Key, string Value)[] settings) => new
    {
        properties = new { extensionType = "microsoft.flux", configurationSettings = settings.ToDictionary(s => s.Key, s => s.Value) },
    };

    [Fact]
    public async Task A_failure_has_its_reason_everywhere()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        var created = await arm.PutAsync(path, Body(("emulator.failWith", "timed out waiting for the condition")));
        Assert.Equal("timed out waiting for the condition", created.At("properties/configurationSettings/emulator.failWith"));
        arm.Pass();

        var operation = (await arm.GetAsync(created.AsyncOperation, null)).Json;
        Assert.Equal("Failed", operation.GetProperty("status").GetString());
        Assert.Equal(
            """{"code":"ExtensionOperationFailed","message":"The extension operation failed with the following error:  timed out waiting for the condition","details":[{"code":"InstallationFailed","message":"timed out waiting for the condition"}]}""",
            operation.GetProperty("error").GetRawText());
        var properties = (await arm.GetAsync(path)).Properties;
        Assert.Equal("Failed", properties.GetProperty("provisioningState").GetString());
        Assert.Equal(
            """[{"code":"InstallationFailed","displayStatus":null,"level":null,"message":"timed out waiting for the condition","time":null}]""",
            properties.GetProperty("statuses").GetRawText());
        Assert.Equal("timed out waiting for the condition", properties.GetProperty("errorInfo").GetProperty("message").GetString());
        Assert.Null(properties.GetProperty("currentVersion").GetString());
    }

    [Fact]
    public async Task A_reason_can_be_in_one_place_alone()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        var created = await arm.PutAsync(path, Body(("emulator.failWith", "why"), ("emulator.failIn", "statuses")));
        arm.Pass();
        Assert.DoesNotContain("why", (await arm.GetAsync(created.AsyncOperation, null)).Text);
        var properties = (await arm.GetAsync(path)).Properties;
        Assert.Equal("why", properties.GetProperty("statuses")[0].GetProperty("message").GetString());
        Assert.False(properties.TryGetProperty("errorInfo", out _));
    }

    [Fact]
    public async Task A_failed_extension_may_be_created_again_and_comes_up_clean()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        await arm.PutAsync(path, Body(("emulator.failWith", "no")));
        arm.Pass();
        await arm.InstallAsync(path, new { extensionType = "microsoft.flux" });
        var stored = arm.State.FindExtension(path)!;
        Assert.Equal(("Succeeded", "1.18.2"), (stored.ProvisioningState, stored.CurrentVersion));
        Assert.Empty(stored.Statuses);
        Assert.Null(stored.ErrorInfo);
    }

    [Fact]
    public async Task A_failed_update_keeps_the_installed_version()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        await arm.InstallAsync(path, new { extensionType = "microsoft.flux" });
        arm.Emulator.Settings.FailWith = "the webhook said no";
        await arm.PatchAsync(path, new { properties = new { version = "1.8.0" } });
        arm.Pass();
        var stored = arm.State.FindExtension(path)!;
        Assert.Equal(("Failed", "1.8.0", "1.18.2"), (stored.ProvisioningState, stored.Version, stored.CurrentVersion));
    }

    [Fact]
    public async Task A_request_says_how_long_it_takes_and_whether_it_is_canceled()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        var created = await arm.PutAsync(path, Body(("emulator.operationSeconds", "450"), ("emulator.cancel", "true")));
        arm.Pass(449);
        Assert.Equal("Creating", (await arm.GetAsync(created.AsyncOperation, null)).At("status"));
        arm.Pass(1);
        Assert.Equal("Canceled", (await arm.GetAsync(created.AsyncOperation, null)).At("status"));
        Assert.Equal("Canceled", (await arm.GetAsync(path)).At("properties/provisioningState"));
    }

    [Fact]
    public async Task An_operation_that_is_not_this_extensions_is_not_found()
    {
        await using var arm = await ArmClient.StartAsync();
        var created = await arm.PutAsync(ArmClient.Extension(arm.Aks, "flux"), Body());
        (await arm.GetAsync(created.AsyncOperation.Replace("/extensions/flux/", "/extensions/other/", StringComparison.Ordinal), null))
            .IsRefusal(HttpStatusCode.NotFound, "ResourceNotFound");
    }
}
