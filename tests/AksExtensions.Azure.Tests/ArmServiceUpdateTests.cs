using System.Text.Json;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Azure.Tests;

public sealed class ArmServiceUpdateTests
{
    [Fact]
    public async Task Settings_merge_and_protected_settings_are_replaced_as_a_whole()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install(change: extension => extension with
        {
            ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1", ["b"] = "1" },
            ConfigurationProtectedSettings = new Dictionary<string, string> { ["p"] = "1", ["q"] = "1" },
        });

        var extension = await azure.UpdateAsync(new()
        {
            ConfigurationSettings = new Dictionary<string, string> { ["b"] = "2", ["c"] = string.Empty },
            ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["q"] = new(EmulatedAzure.Secret) },
        });

        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2", ["c"] = string.Empty }, extension!.ConfigurationSettings);
        Assert.Equal(new Dictionary<string, string> { ["q"] = string.Empty }, extension.ConfigurationProtectedSettings);
        Assert.Equal(
            new Dictionary<string, string> { ["q"] = EmulatedAzure.Secret }, azure.Arm.State.FindExtension(azure.Flux.Id)!.ConfigurationProtectedSettings);
    }

    [Fact]
    public async Task Protected_settings_stay_when_an_update_names_none()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install(change: extension => extension with { ConfigurationProtectedSettings = new Dictionary<string, string> { ["p"] = "1" } });

        await azure.UpdateAsync(new() { ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1" } });

        Assert.Equal("1", azure.Arm.State.FindExtension(azure.Flux.Id)!.ConfigurationProtectedSettings["p"]);
    }

    [Fact]
    public async Task A_version_is_pinned_and_let_go_again()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();

        var pinned = await azure.UpdateAsync(new() { Version = "1.18.2", AutoUpgradeMinorVersion = false });
        Assert.Equal(("1.18.2", false), (pinned!.PinnedVersion, pinned.AutoUpgradeMinorVersion));

        var free = await azure.UpdateAsync(new() { AutoUpgradeMode = AutoUpgradeMode.Compatible });
        Assert.Equal((null, true, "compatible"), (free!.PinnedVersion, free.AutoUpgradeMinorVersion, free.AutoUpgradeMode));
    }

    [Fact]
    public async Task A_200_is_an_update_that_is_done_and_the_instance_is_read()
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.Zero });
        azure.Install();
        azure.Arm.Faults.Add(new()
        {
            Method = "PATCH",
            Status = 200,
            Execute = true,
            // Some answers to a PATCH do not repeat the name.
            Body = """{"properties":{"provisioningState":"Succeeded","extensionType":"microsoft.flux"}}""",
        });

        var extension = await azure.UpdateAsync(new() { ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1" } });

        Assert.Equal("1", extension!.ConfigurationSettings["a"]);
        Assert.Equal(["PATCH flux", "GET flux"], azure.Received);
    }

    [Fact]
    public async Task A_202_without_body_and_link_is_followed_at_the_instance()
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.FromSeconds(3) });
        azure.Install();
        azure.Arm.Faults.Add(new() { Method = "PATCH", Status = 202, Body = string.Empty, Execute = true });

        var extension = await azure.UpdateAsync(new() { ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1" } });

        Assert.Equal("Succeeded", extension!.ProvisioningState);
        Assert.Equal(["PATCH flux", "GET flux", "GET flux", "GET flux"], azure.Received);
    }

    [Fact]
    public async Task An_update_of_what_is_not_there_is_an_error()
    {
        await using var azure = await EmulatedAzure.StartAsync();

        await azure.FailsAsync(nameof(Errors.ExtensionNotFound), () => azure.UpdateAsync(new() { ReleaseTrain = "preview" }));
    }

    [Fact]
    public async Task What_Azure_knows_beyond_this_module_is_kept()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install(change: extension => extension with
        {
            OtherProperties = new Dictionary<string, JsonElement> { ["somethingNew"] = JsonSerializer.SerializeToElement(new { deep = new[] { 1, 2 } }) },
        });

        var extension = await azure.ShowAsync();

        var added = Assert.IsType<JsonValues<object?>>(extension.AdditionalProperties["somethingNew"]);
        Assert.Equal([1L, 2L], Assert.IsType<JsonList<object?>>(added["deep"]));
    }
}
