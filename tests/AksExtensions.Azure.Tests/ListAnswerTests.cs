using AksExtensions.Arm;
using AksExtensions.Emulator.Faults;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Only a list is a list: nothing else is treated as an empty one, and none continues forever.</summary>
public sealed class ListAnswerTests
{
    private static readonly ClusterReference Cluster = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");

    [Theory]
    [InlineData("""{"error":{"code":"InternalServerError","message":"Something went wrong."}}""")]
    [InlineData("""{"value":"x"}""")]
    [InlineData("""{"value":{}}""")]
    [InlineData("""{"value":0}""")]
    [InlineData("""{"value":false}""")]
    [InlineData("""{"value":[{"name":"a","properties":{}},"x"]}""")]
    [InlineData("""{"value":[null]}""")]
    [InlineData("""{"nextLink":null}""")]
    [InlineData("{}")]
    public async Task What_is_not_a_list_is_not_an_empty_one(string body)
    {
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(200, body));
        using var service = Services.Over(handler);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => ListAsync(service));

        Assert.Equal((nameof(Errors.AnswerInvalid), Cluster.Id), (failure.ErrorId, failure.Target));
        Assert.Single(handler.Requests);
    }

    [Theory]
    [InlineData("""{"value":null}""")]
    [InlineData("""{"value":[]}""")]
    [InlineData("""{"VALUE":[],"nextLink":""}""")]
    [InlineData("\uFEFF{\"value\":null,\"nextLink\":null}")]
    public async Task A_list_without_items_is_empty(string body)
    {
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(200, body));
        using var service = Services.Over(handler);

        Assert.Empty(await ListAsync(service));
    }

    [Fact]
    public async Task The_fault_of_a_200_is_reported()
    {
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(200, """{"error":{"code":"InternalServerError","message":"Something went wrong."}}"""));
        using var service = Services.Over(handler);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => ListAsync(service));

        Assert.Contains("HTTP 200 with an error in it: InternalServerError: Something went wrong.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"id":"/the/same","name":"a","properties":{}}""")]
    [InlineData("""{"id":"/the/same","name":"a","properties":{}},{"id":"/the/SAME","name":"a","properties":{}}""")]
    public async Task Pages_with_fresh_links_and_nothing_new_end(string items)
    {
        var page = 0;
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(
            200, $$"""{"value":[{{items}}],"nextLink":"https://management.azure.com/x?page={{++page}}"}"""));
        using var service = Services.Over(handler);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => ListAsync(service));

        Assert.Equal(nameof(Errors.AnswerInvalid), failure.ErrorId);
        Assert.InRange(handler.Requests.Count, 20, 21);
    }

    [Fact]
    public async Task Empty_pages_between_full_ones_do_not_end_a_list()
    {
        var page = 0;
        using var handler = new AnswerHandler(_ =>
        {
            var items = ++page % 10 == 0 ? $$$"""{"id":"/{{{page}}}","name":"e{{{page}}}","properties":{}}""" : string.Empty;
            var link = page < 100 ? $"\"https://management.azure.com/x?page={page}\"" : "null";
            return AnswerHandler.Json(200, $$"""{"value":[{{items}}],"nextLink":{{link}}}""");
        });
        using var service = Services.Over(handler);

        Assert.Equal(10, (await ListAsync(service)).Count);
    }

    [Fact]
    public async Task Endless_pages_of_the_emulator_end()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.Add(new() { Action = FaultAction.EndlessPages, At = FaultPlace.List });

        await azure.FailsAsync(nameof(Errors.AnswerInvalid), () => azure.ListAsync().AsTask());

        Assert.InRange(azure.Received.Count(), 20, 21);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData(" .. ")]
    [InlineData("")]
    public async Task What_would_be_another_path_is_refused_before_a_request(string text)
    {
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(200, "{}"));
        using var service = Services.Over(handler);
        var types = service.ExtensionTypes;
        var stop = TestContext.Current.CancellationToken;
        var scope = new ExtensionTypeScope(Cluster);
        foreach (var read in new Func<Task>[]
        {
            () => types.GetAsync(scope, text, stop),
            () => types.GetVersionAsync(scope, "microsoft.flux", text, stop),
            () => types.GetVersionAsync(scope, text, "1.0.0", stop),
            () => types.ListVersionsAsync(scope, text, ExtensionTypeFilter.None, stop).CountAsync(stop).AsTask(),
            () => types.ListAsync(new(null, Cluster.SubscriptionId, text), ExtensionTypeFilter.None, stop).CountAsync(stop).AsTask(),
            () => types.ListAsync(new(null, text, "eastus"), ExtensionTypeFilter.None, stop).CountAsync(stop).AsTask(),
        })
        {
            Assert.Equal(nameof(Errors.FilterInvalid), (await Assert.ThrowsAsync<AksExtensionException>(read)).ErrorId);
        }

        Assert.Empty(handler.Requests);
    }

    [Theory]
    [InlineData("a/../b", "a%2F..%2Fb")]
    [InlineData("..%2f..", "..%252f..")]
    [InlineData("x?y=1#z", "x%3Fy%3D1%23z")]
    [InlineData("...", "...")]
    public async Task A_name_stays_in_its_place_in_the_path(string text, string expected)
    {
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(200, """{"name":"x","properties":{}}"""));
        using var service = Services.Over(handler);

        await service.ExtensionTypes.GetAsync(new(Cluster), text, TestContext.Current.CancellationToken);

        Assert.EndsWith($"/extensionTypes/{expected}", Assert.Single(handler.Requests).Uri.AbsolutePath, StringComparison.Ordinal);
    }

    private static async Task<List<ClusterExtension>> ListAsync(IArmService service) =>
        await service.Extensions.ListAsync(Cluster, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
}
