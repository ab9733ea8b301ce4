using AksExtensions.Emulator.Faults;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>A gateway that answers instead of Azure decides nothing: an existing extension is not overwritten, and a delete is not reported as done.</summary>
public sealed class GatewayTests
{
    private const string Html = "<html><head><title>404 Not Found</title></head><body>Extension instance with name 'flux' not found.</body></html>";
    private const string NoProvider = """{"error":{"code":"NoRegisteredProviderFound","message":"The supported api-versions are '2022-11-01'."}}""";
    private const string NoType = """{"error":{"code":"InvalidResourceType","message":"The resource type could not be found."}}""";

    public static TheoryData<int, string, string> NotAzure => new()
    {
        { 404, Html, nameof(Errors.AnswerInvalid) },
        { 404, string.Empty, nameof(Errors.AnswerInvalid) },
        { 404, """{"message":"no Route matched with those values"}""", nameof(Errors.AnswerInvalid) },
        { 404, """{"error":{"code":"ResourceNotFound","message":"Extension ins""", nameof(Errors.AnswerInvalid) },
        { 404, NoProvider, nameof(Errors.ApiVersionNotSupported) },
        { 404, NoType, nameof(Errors.ApiVersionNotSupported) },
        { 410, Html, nameof(Errors.AnswerInvalid) },
    };

    public static TheoryData<int, string, string> NotAzureWith200 => new(NotAzure)
    {
        { 200, Html, nameof(Errors.AnswerInvalid) },
        { 200, "null", nameof(Errors.AnswerInvalid) },
        { 200, """{"error":{"code":"ResourceNotFound","message":"Extension instance with name 'flux' not found."}}""", nameof(Errors.AnswerInvalid) },
    };

    [Theory]
    [MemberData(nameof(NotAzureWith200))]
    public async Task A_create_overwrites_nothing_when_the_look_before_it_was_not_answered_by_Azure(int status, string body, string expected)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install(change: extension => extension with { CurrentVersion = "1.0.0" });
        azure.Arm.Faults.Add(new() { At = FaultPlace.Look, Status = status, Body = body });

        await azure.FailsAsync(expected, () => azure.CreateAsync());

        Assert.DoesNotContain(azure.Received, request => request.StartsWith("PUT", StringComparison.Ordinal));
        Assert.Equal("1.0.0", azure.Arm.State.FindExtension(azure.Flux.Id)!.CurrentVersion);
    }

    [Theory]
    [MemberData(nameof(NotAzure))]
    public async Task A_delete_that_was_not_answered_by_Azure_has_not_removed_anything(int status, string body, string expected)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();
        azure.Arm.Faults.Add(new() { At = FaultPlace.Change, Status = status, Body = body });

        await azure.FailsAsync(expected, () => azure.DeleteAsync());

        Assert.NotNull(azure.Arm.State.FindExtension(azure.Flux.Id));
    }

    [Theory]
    [MemberData(nameof(NotAzure))]
    public async Task A_list_that_was_not_answered_by_Azure_says_nothing_of_the_cluster(int status, string body, string expected)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.Add(new() { At = FaultPlace.List, Status = status, Body = body });

        await azure.FailsAsync(expected, () => azure.ListAsync().AsTask());
    }

    [Theory]
    [MemberData(nameof(NotAzure))]
    public async Task An_answer_about_permissions_says_nothing_of_the_cluster(int status, string body, string expected)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.Add(new() { PathRegex = "/permissions", Status = status, Body = body });

        await azure.FailsAsync(expected, () => azure.Service.Access.ListPermissionsAsync(azure.Aks, TestContext.Current.CancellationToken)
            .CountAsync(TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task An_answer_with_a_byte_order_mark_is_taken()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();
        azure.Arm.Faults.Add(new() { Action = FaultAction.Bom });

        Assert.Equal("Succeeded", (await azure.ShowAsync()).ProvisioningState);
        Assert.Single(await azure.ListAsync());
        await azure.UpdateAsync(new() { ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1" } });
        Assert.True(await azure.DeleteAsync());
    }
}
