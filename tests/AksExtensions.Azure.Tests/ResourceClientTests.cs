using AksExtensions.Emulator.Resources;
using Xunit;

namespace AksExtensions.Azure.Tests;

public sealed class ResourceClientTests
{
    private const string Version = "2024-01-01";

    private static string Id(string subscription, string group, string name) =>
        $"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{name}";

    [Fact]
    public async Task A_resource_of_another_subscription_is_read_with_every_value()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        const string Other = "22222222-3333-4444-5555-666666666666";
        azure.Arm.State.AddStorageAccount(new() { SubscriptionId = Other, ResourceGroup = "s", Name = "backups", AllowSharedKeyAccess = false });

        var account = await azure.Service.Resources.GetAsync(Id(Other, "s", "backups"), Version, TestContext.Current.CancellationToken);

        Assert.Equal(Id(Other, "s", "backups"), account.Id);
        Assert.Equal("eastus", account.Location);
        Assert.Equal("https://backups.blob.core.windows.net/", account.Text("properties.primaryEndpoints.blob"));
        Assert.Equal("false", account.Text("Properties.AllowSharedKeyAccess"));
        Assert.Null(account.Text("properties.primaryEndpoints"));
        Assert.Null(account.Text("properties.missing.blob"));
        Assert.Equal($"api-version={Version}", azure.Arm.Requests.Snapshot().Single().Query.TrimStart('?'));
    }

    [Fact]
    public async Task Nothing_leaves_for_a_name_that_would_be_another_path()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        foreach (var name in new[] { "..", ".", " ", "" })
        {
            await azure.FailsAsync(nameof(Errors.FilterInvalid), () => azure.Service.Resources.GetAsync(
                Id(azure.Arm.SubscriptionId, "rg", name), Version, TestContext.Current.CancellationToken));
        }

        Assert.Empty(azure.Arm.Requests.Snapshot());
        await azure.FailsAsync(nameof(Errors.ResourceNotFound), () => azure.Service.Resources.GetAsync(
            Id(azure.Arm.SubscriptionId, "rg", "a b?c#d%2f"), Version, TestContext.Current.CancellationToken));
        Assert.EndsWith("/storageAccounts/a%20b%3Fc%23d%252f", azure.Arm.Requests.Snapshot().Single().Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_or_may_not_be_read_says_so_and_names_it()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.AddStorageAccount("backups");
        Task Read(string group, string name) =>
            azure.Service.Resources.GetAsync(Id(azure.Arm.SubscriptionId, group, name), Version, TestContext.Current.CancellationToken);

        var missing = await azure.FailsAsync(nameof(Errors.ResourceNotFound), () => Read("rg", "other"));
        var group = await azure.FailsAsync(nameof(Errors.ResourceNotFound), () => Read("nowhere", "backups"));
        azure.Arm.State.Denials = [new Denial(null, "storageAccounts")];
        var denied = await azure.FailsAsync(nameof(Errors.AuthorizationFailed), () => Read("rg", "backups"));

        Assert.StartsWith("other (rg): ", missing.Message, StringComparison.Ordinal);
        Assert.StartsWith("backups (nowhere): ", group.Message, StringComparison.Ordinal);
        Assert.Equal(Id(azure.Arm.SubscriptionId, "rg", "backups"), denied.Target);
    }

    [Theory]
    [InlineData(404, """{"error":{"code":"NotFound","message":"Nothing here."}}""", "RequestRefused")]
    [InlineData(404, "<html>", "AnswerInvalid")]
    [InlineData(400, """{"error":{"code":"NoRegisteredProviderFound","message":"m"}}""", "ApiVersionNotSupported")]
    [InlineData(409, """{"error":{"code":"MissingSubscriptionRegistration","message":"The subscription is not registered to use namespace 'Microsoft.Storage'."}}""", "ProviderNotRegistered")]
    [InlineData(200, "[]", "AnswerInvalid")]
    public async Task Only_ARM_itself_says_that_a_resource_is_missing(int status, string body, string expected)
    {
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(status, body));
        using var service = Services.Over(handler);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => service.Resources.GetAsync(
            Id("11111111-2222-3333-4444-555555555555", "rg", "backups"), Version, TestContext.Current.CancellationToken));

        Assert.Equal(expected, failure.ErrorId);
    }
}
