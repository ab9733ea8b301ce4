using AksExtensions.Arm;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Azure.Core.Pipeline;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Requests of a connection that keeps to ARM's budget: what is refused, and what is waited for.</summary>
public sealed class PacedRequestTests
{
    private static readonly ExtensionReference Flux = new(ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1"), "flux");
    private const string Instance = """{"id":"/x","name":"flux","properties":{"extensionType":"microsoft.flux","provisioningState":"Succeeded"}}""";

    private readonly VirtualTime _time = new();

    [Theory]
    [InlineData("7", 7)]
    [InlineData("60", 60)]
    public async Task A_query_of_the_estate_has_no_budget_and_waits_as_long_as_Azure_asks(string retryAfter, double expected)
    {
        var answers = 0;
        using var handler = new AnswerHandler(_ => ++answers <= 3
            ? AnswerHandler.Json(429, string.Empty, ("Retry-After", retryAfter))
            : AnswerHandler.Json(200, """{"data":[]}"""));
        using var service = Over(handler);

        await service.Estate.FindClustersAsync(new("resources", null), TestContext.Current.CancellationToken);

        Assert.Equal([expected, expected, expected], _time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task The_list_of_subscriptions_is_in_no_budget_either()
    {
        var answers = 0;
        using var handler = new AnswerHandler(_ => ++answers == 1
            ? AnswerHandler.Json(429, string.Empty, ("Retry-After", "7"))
            : AnswerHandler.Json(200, """{"value":[]}"""));
        using var service = Over(handler);

        await service.Subscriptions.ListAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(7), _time.Waited);
    }

    [Theory]
    [InlineData("x-ms-ratelimit-remaining-subscription-reads")]
    [InlineData("x-ms-ratelimit-remaining-subscription-global-reads")]
    public async Task What_an_answer_says_is_left_is_kept_to(string header)
    {
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(200, Instance, (header, "0")));
        using var service = Over(handler);

        await service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.Zero, _time.Waited);
        await service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken);

        // 25 reads a second are refilled.
        Assert.Equal(TimeSpan.FromMilliseconds(40), _time.Waited);
    }

    [Fact]
    public async Task A_refusal_that_asks_to_come_back_at_once_is_backed_off_from()
    {
        var answers = 0;
        using var handler = new AnswerHandler(_ => ++answers <= 5
            ? AnswerHandler.Json(429, string.Empty, ("Retry-After", "0"))
            : AnswerHandler.Json(200, """{"data":[]}"""));
        using var service = Over(handler);

        await service.Estate.FindClustersAsync(new("resources", null), TestContext.Current.CancellationToken);

        Assert.All(_time.Waits.Index(), wait =>
            Assert.InRange(wait.Item.TotalSeconds, 0.64 * Math.Pow(2, wait.Index), 0.96 * Math.Pow(2, wait.Index)));
        Assert.Equal(5, _time.Waits.Count);
    }

    [Fact]
    public async Task A_subscription_that_refuses_and_asks_to_come_back_at_once_is_left_alone_for_a_second()
    {
        var answers = 0;
        using var handler = new AnswerHandler(_ => ++answers <= 3
            ? AnswerHandler.Json(429, string.Empty, ("Retry-After", "0"))
            : AnswerHandler.Json(200, Instance));
        using var service = Over(handler);

        await service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(3), _time.Waited);
    }

    [Fact]
    public async Task Throttling_that_asks_for_more_than_the_patience_is_an_error_at_once()
    {
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(429, string.Empty, ("Retry-After", "3600")));
        using var service = Over(handler);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.Throttled), failure.ErrorId);
        Assert.Empty(_time.Waits);
    }

    [Fact]
    public async Task The_token_is_asked_for_after_the_wait_for_the_budget_and_not_before()
    {
        var valid = new Dictionary<string, DateTimeOffset>();
        var late = new List<string>();
        var answers = 0;
        using var handler = new AnswerHandler(request =>
        {
            var token = request.Headers.Authorization!.Parameter!;
            if (valid[token] <= _time.GetUtcNow())
            {
                late.Add(token);
                return AnswerHandler.Json(401, "{}");
            }

            return ++answers == 1 ? AnswerHandler.Json(429, string.Empty, ("Retry-After", "600")) : AnswerHandler.Json(200, Instance);
        });
        using var service = Over(handler, new()
        {
            Source = TokenSource.AzPowerShell,
            AzPowerShell = _ =>
            {
                var (token, until) = ($"token-{valid.Count}", _time.GetUtcNow() + TimeSpan.FromMinutes(8));
                valid[token] = until;
                return Task.FromResult(new SessionToken(new SecretValue(token), until));
            },
        });

        Assert.Equal("flux", (await service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken)).Name);

        Assert.Empty(late);
        Assert.Equal(TimeSpan.FromMinutes(10), _time.Waited);
    }

    [Fact]
    public async Task Stopping_one_request_for_a_token_stops_no_other()
    {
        var asked = 0;
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(200, Instance));
        using var service = Over(handler, new()
        {
            Source = TokenSource.AzPowerShell,
            AzPowerShell = _ => ++asked < 3
                ? Task.FromException<SessionToken>(new OperationCanceledException("another command was stopped"))
                : Task.FromResult(new SessionToken(new SecretValue("token"), DateTimeOffset.MaxValue)),
        });
        using var stop = new CancellationTokenSource();

        Assert.Equal("flux", (await service.Extensions.GetAsync(Flux, stop.Token)).Name);
    }

    [Theory]
    [InlineData("secret-token-\nwith-a-line")]
    [InlineData("secret-token-\r\n")]
    [InlineData("secret-token-\0")]
    [InlineData("secret-token-\u00e4\u20ac")]
    public async Task A_token_that_cannot_be_sent_is_not_shown(string token)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        using var service = azure.Connect(connection => connection with { SignIn = SignIn.With(new SecretValue(token)) });

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(azure.Flux, TestContext.Current.CancellationToken));

        Assert.DoesNotContain("secret-token", failure.ToString(), StringComparison.Ordinal);
    }

    private IArmService Over(HttpMessageHandler handler, SignIn? signIn = null) =>
        new ArmServiceFactory(new HttpClientTransport(new HttpClient(handler))).Create(new()
        {
            Endpoint = Services.PublicCloud,
            Audience = "https://management.core.windows.net/",
            SignIn = signIn ?? SignIn.With(new SecretValue("token")),
            TimeProvider = _time,
            Budget = new(_time),
        });
}
