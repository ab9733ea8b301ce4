using System.Text;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Valid JSON with content that no reader expects.</summary>
public sealed class OddAnswerTests
{
    private static readonly ClusterReference Cluster = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");

    [Theory]
    [InlineData(@"half a \ud800 character", "half a \uFFFD character")]
    [InlineData(@"\udc00\ud800", "\uFFFD\uFFFD")]
    [InlineData(@"\uD83D\uDE00 whole", "\U0001F600 whole")]
    [InlineData(@"\\ud800 is a text", @"\ud800 is a text")]
    [InlineData("no UTF-8: \u00E4", "no UTF-8: \uFFFD")]
    public async Task What_is_no_character_hides_no_other(string code, string expected)
    {
        var body = Encoding.Latin1.GetBytes($$$"""{"value":[{"name":"flux","properties":{"statuses":[{"code":"{{{code}}}"}]}},{"name":"dapr","properties":{}}]}""");
        using var handler = new AnswerHandler(_ => new(System.Net.HttpStatusCode.OK) { Content = new ByteArrayContent(body) });
        using var service = Services.Over(handler);

        var found = await service.Extensions.ListAsync(Cluster, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["flux", "dapr"], found.Select(extension => extension.Name));
        Assert.Equal(expected, Assert.Single(found[0].Statuses).Code);
    }

    [Fact]
    public async Task Pages_that_name_each_other_as_the_next_one_end_the_list()
    {
        using var handler = new AnswerHandler(request => AnswerHandler.Json(200, request.RequestUri!.Query.Contains("page=a", StringComparison.Ordinal)
            ? """{"value":[],"nextLink":"https://management.azure.com/subscriptions/x?page=b"}"""
            : """{"value":[],"nextLink":"https://management.azure.com/subscriptions/x?page=a"}"""));
        using var service = Services.Over(handler);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => service.Extensions.ListAsync(Cluster, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(nameof(Errors.AnswerInvalid), failure.ErrorId);
        Assert.Equal(3, handler.Requests.Count);
    }

    [Fact]
    public async Task A_refusal_with_half_a_character_is_reported()
    {
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(400, """{"error":{"code":"BadRequest","message":"why \udc00"}}"""));
        using var service = Services.Over(handler);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(new(Cluster, "flux"), TestContext.Current.CancellationToken));

        Assert.Equal("why \uFFFD", failure.Arm!.Error.Message);
    }

    [Fact]
    public async Task More_nodes_than_a_number_can_count_are_as_many_as_it_can()
    {
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(200, """{"properties":{"agentPoolProfiles":[{"count":2147483647},{"count":1},{"count":-1}]}}"""));
        using var service = Services.Over(handler);

        Assert.Equal(int.MaxValue, (await service.Clusters.GetFactsAsync(Cluster, TestContext.Current.CancellationToken)).NodeCount);
    }

    [Fact]
    public async Task A_state_that_points_nowhere_is_no_state()
    {
        var started = false;
        using var handler = new AnswerHandler(request =>
        {
            var link = started ? "http://[::" : $"https://management.azure.com{request.RequestUri!.AbsolutePath}/operations/1?api-version=1";
            started = true;
            return AnswerHandler.Json(request.Method == HttpMethod.Put ? 201 : 200, """{"status":"Running","properties":{}}""", ("Azure-AsyncOperation", link));
        });
        using var service = Services.Over(handler);
        var operation = await service.Extensions.CreateAsync(new(Cluster, "flux"), new() { ExtensionType = "microsoft.flux" }, TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.PollAsync(operation.Operation, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.AnswerInvalid), failure.ErrorId);
    }

    [Theory]
    [InlineData("gzip", 6, nameof(Errors.AnswerInvalid))]
    [InlineData("deflate", 6, nameof(Errors.AnswerInvalid))]
    [InlineData("br", 1, nameof(Errors.ServiceUnavailable))]
    public async Task A_body_that_is_not_packed_as_it_says_is_a_fault_of_the_service_and_none_of_ours(string encoding, int requests, string errorId)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.Add(new()
        {
            Status = 200, Body = "this was never packed", Headers = new Dictionary<string, string> { ["Content-Encoding"] = encoding },
        });

        var failure = await Assert.ThrowsAsync<AksExtensionException>(azure.ShowAsync);

        Assert.Equal(errorId, failure.ErrorId);
        Assert.Equal(requests, azure.Arm.Requests.Count);
    }
}
