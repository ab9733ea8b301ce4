using System.Net;
using System.Text.Json;
using AksExtensions.Emulator.Resources;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class StorageAccountTests
{
    private const string Version = "api-version=2024-01-01";

    [Fact]
    public async Task An_account_shows_its_region_its_endpoints_and_whether_it_accepts_keys()
    {
        await using var arm = await ArmClient.StartAsync();
        var open = arm.State.AddStorageAccount("open", "storage-rg");
        var closed = arm.State.AddStorageAccount(open with { Name = "closed", Location = "westus", AllowSharedKeyAccess = false });

        var first = (await arm.GetAsync(open.Id, Version)).Json;
        var second = (await arm.GetAsync(closed.Id.ToUpperInvariant().Replace("/SUBSCRIPTIONS/", "/subscriptions/", StringComparison.Ordinal), Version)).Json;

        Assert.Equal("https://open.blob.core.windows.net/", first.GetProperty("properties").GetProperty("primaryEndpoints").GetProperty("blob").GetString());
        Assert.Equal("eastus", first.GetProperty("location").GetString());
        Assert.False(first.GetProperty("properties").TryGetProperty("allowSharedKeyAccess", out _));
        Assert.Equal("westus", second.GetProperty("location").GetString());
        Assert.Equal(JsonValueKind.False, second.GetProperty("properties").GetProperty("allowSharedKeyAccess").ValueKind);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_registered_or_is_denied_is_refused()
    {
        await using var arm = await ArmClient.StartAsync();
        var account = arm.State.AddStorageAccount("open");
        (await arm.GetAsync(account.Id + "x", Version)).IsRefusal(HttpStatusCode.NotFound, "ResourceNotFound");
        (await arm.GetAsync(account.Id.Replace("/rg/", "/other/", StringComparison.Ordinal), Version)).IsRefusal(HttpStatusCode.NotFound, "ResourceGroupNotFound");
        (await arm.DeleteAsync(account.Id, Version)).IsRefusal(HttpStatusCode.MethodNotAllowed, "MethodNotAllowed");
        arm.State.Denials = [new Denial("GET", "/storageAccounts/")];
        var denied = await arm.GetAsync(account.Id, Version);
        denied.IsRefusal(HttpStatusCode.Forbidden, "AuthorizationFailed");
        Assert.Contains("'Microsoft.Storage/storageAccounts/read'", denied.Text, StringComparison.Ordinal);
        arm.State.Denials = [];
        arm.State.SetProvider("Microsoft.Storage", "NotRegistered");
        (await arm.GetAsync(account.Id, Version)).IsRefusal(HttpStatusCode.Conflict, "MissingSubscriptionRegistration");
    }

    [Fact]
    public async Task Accounts_come_and_go_through_the_control_endpoints()
    {
        await using var arm = await ArmClient.StartAsync();
        var id = $"{arm.Subscription}/resourceGroups/new-rg/providers/Microsoft.Storage/storageAccounts/backups";
        await arm.SendAsync(HttpMethod.Put, "/_emulator/storageAccounts", null, new[]
        {
            new { name = "backups", resourceGroup = "new-rg", location = "norwayeast", allowSharedKeyAccess = false, blobEndpoint = "https://b.example/" },
        });

        var account = (await arm.GetAsync(id, Version)).Json;

        Assert.Equal("norwayeast", account.GetProperty("location").GetString());
        Assert.Equal("https://b.example/", account.GetProperty("properties").GetProperty("primaryEndpoints").GetProperty("blob").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await arm.DeleteAsync("/_emulator/storageAccounts", $"id={Uri.EscapeDataString(id)}")).Status);
        (await arm.GetAsync(id, Version)).IsRefusal(HttpStatusCode.NotFound, "ResourceNotFound");
        (await arm.DeleteAsync("/_emulator/storageAccounts", $"id={Uri.EscapeDataString(id)}")).IsRefusal(HttpStatusCode.NotFound, "ResourceNotFound");
    }
}
