using AksExtensions.Emulator;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>What each command sends, and nothing else.</summary>
public sealed class RequestCountTests
{
    [Fact]
    public async Task One_show_is_one_request()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();

        var extension = await azure.ShowAsync();

        Assert.Equal("microsoft.flux", extension.ExtensionType);
        Assert.Equal("1.18.2", extension.CurrentVersion);
        Assert.Equal(["GET flux"], azure.Received);
    }

    [Fact]
    public async Task A_create_checks_puts_polls_and_reads_the_result()
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.FromSeconds(3) });

        var extension = await azure.CreateAsync();

        Assert.Equal("Succeeded", extension!.ProvisioningState);
        Assert.NotNull(extension.CurrentVersion);
        Assert.Null(extension.PinnedVersion);
        Assert.Equal(["GET flux", "PUT flux", "GET operation", "GET operation", "GET operation", "GET flux"], azure.Received);
    }

    [Fact]
    public async Task A_create_of_seven_and_a_half_minutes_costs_at_most_40_polls_and_is_noticed_soon_after()
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.FromMinutes(7.5) });
        var before = azure.Time.GetUtcNow();

        await azure.CreateAsync();

        Assert.InRange(azure.Received.Count(request => request == "GET operation"), 20, 40);
        Assert.InRange(azure.Time.GetUtcNow() - before, TimeSpan.FromMinutes(7.5), TimeSpan.FromMinutes(8.25));
    }

    [Fact]
    public async Task An_update_patches_polls_and_reads_the_result()
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.FromSeconds(1) });
        azure.Install();

        await azure.UpdateAsync(new() { ConfigurationSettings = new Dictionary<string, string> { ["a"] = "1" } });

        Assert.Equal(["PATCH flux", "GET operation", "GET operation", "GET flux"], azure.Received);
    }

    [Fact]
    public async Task A_delete_deletes_and_polls()
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.FromSeconds(1) });
        azure.Install();

        Assert.True(await azure.DeleteAsync());

        Assert.Equal(["DELETE flux", "GET operation", "GET operation"], azure.Received);
        Assert.Null(azure.Arm.State.FindExtension(azure.Flux.Id));
    }

    [Fact]
    public async Task A_list_is_one_request_a_page()
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { PageSize = 2 });
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
        {
            azure.Install(name);
        }

        Assert.Equal(["a", "b", "c", "d", "e"], (await azure.ListAsync()).Select(extension => extension.Name));
        Assert.Equal(["GET extensions", "GET extensions", "GET extensions"], azure.Received);
    }

    [Fact]
    public async Task A_list_of_which_the_first_item_is_wanted_reads_one_page()
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { PageSize = 1 });
        azure.Install("a");
        azure.Install("b");

        var first = await azure.Service.Extensions.ListAsync(azure.Aks, TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken);

        Assert.Equal("a", first.Name);
        Assert.Single(azure.Received);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task An_empty_list_may_be_null_or_a_page_before_others(bool asNull, bool emptyFirstPage)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Settings.EmptyListAsNull = asNull;
        Assert.Empty(await azure.ListAsync());

        azure.Arm.Settings.EmptyFirstPage = emptyFirstPage;
        azure.Install();
        Assert.Single(await azure.ListAsync());
    }

    [Fact]
    public async Task Every_request_has_the_token_and_a_user_agent_and_is_reported_with_its_id()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        await azure.CreateAsync();
        await azure.ListAsync();
        await azure.DeleteAsync();

        var received = azure.Arm.Requests.Snapshot();

        Assert.All(received, request => Assert.Equal(nameof(TokenState.Valid), request.Headers["Authorization"]));
        Assert.All(received, request => Assert.Contains("AksExtensions/", request.Headers["User-Agent"], StringComparison.Ordinal));
        Assert.All(received, request => Assert.Equal("application/json", request.Headers["Accept"]));
        Assert.Equal(
            received.Select(request => (request.Method, request.Path, request.Status)),
            azure.Exchanges.Select(exchange => (exchange.Method, exchange.Path, exchange.Status)));
        Assert.All(azure.Exchanges, exchange => Assert.NotNull(exchange.RequestId));
        Assert.Equal(received.Count, azure.Exchanges.DistinctBy(exchange => exchange.RequestId).Count());
        // The signature of a link is in the query, and the query is never shown.
        Assert.DoesNotContain(azure.Exchanges, exchange => exchange.ToString().Contains('?'));
    }

    [Fact]
    public async Task The_api_version_of_the_connection_is_used_for_extensions()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();
        using var service = azure.Connect(connection => connection with { ApiVersion = "2023-05-01" });

        await service.Extensions.GetAsync(azure.Flux, TestContext.Current.CancellationToken);

        Assert.Equal("api-version=2023-05-01", Assert.Single(azure.Arm.Requests.Snapshot()).Query);
    }
}
