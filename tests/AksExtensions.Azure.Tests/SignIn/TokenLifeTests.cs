using AksExtensions.Arm;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Tokens expire, are cached and are revoked; operations continue.</summary>
public sealed class TokenLifeTests
{
    [Theory]
    [InlineData(TokenSource.ServicePrincipal)]
    [InlineData(TokenSource.AzPowerShell)]
    public async Task An_operation_outlives_its_tokens(TokenSource source)
    {
        var time = new VirtualTime();
        await using var azure = await SignInAzure.StartAsync(new() { TimeProvider = time, OperationDuration = TimeSpan.FromMinutes(3) });
        var tokens = 0;
        // A token is over as soon as there is another, and each is short: none can be used for long.
        void Accept(string token)
        {
            azure.Arm.Tokens.Accept($"token-{tokens}", DateTimeOffset.MinValue);
            azure.Arm.Tokens.Accept(token, DateTimeOffset.MaxValue);
            tokens++;
        }

        azure.Authority.OnToken = Accept;
        azure.Authority.Lifetime = 0;
        var signIn = source == TokenSource.ServicePrincipal
            ? azure.ServicePrincipal
            : azure.SignIn with
            {
                Source = source,
                AzPowerShell = _ =>
                {
                    var token = $"token-{tokens + 1}";
                    Accept(token);
                    return Task.FromResult(new SessionToken(new SecretValue(token), DateTimeOffset.UtcNow));
                },
            };
        // Tokens end by the system's clock, everything else by virtual time.
        var service = azure.Connect(signIn);
        var lifecycle = Services.Lifecycle(service, time);
        var dapr = new ExtensionReference(azure.Flux.Cluster, "dapr2");

        var started = await lifecycle.StartCreateAsync(dapr, new() { ExtensionType = "microsoft.dapr" }, TestContext.Current.CancellationToken);
        var extension = await lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken);

        Assert.Equal("Succeeded", extension!.ProvisioningState);
        Assert.True(time.Waited >= TimeSpan.FromMinutes(3), $"It took {time.Waited}.");
        Assert.True(tokens > 5, $"There were {tokens} tokens.");
        Assert.DoesNotContain(azure.Arm.Requests.Snapshot(), request => request.Status == 401);
    }

    [Fact]
    public async Task A_token_is_asked_for_again_before_it_ends_and_not_sooner()
    {
        var time = new VirtualTime();
        var asked = 0;
        var credential = new CachingCredential(
            TokenSource.AzPowerShell,
            new SessionCredential(_ => Task.FromResult(new SessionToken(new SecretValue($"token-{++asked}"), time.GetUtcNow().AddMinutes(60)))),
            time);

        async Task<string> TokenAsync(string scope = "scope") =>
            (await credential.GetTokenAsync(new([scope]), TestContext.Current.CancellationToken)).Token;

        Assert.Equal("token-1", await TokenAsync());
        time.Advance(TimeSpan.FromMinutes(53));
        Assert.Equal("token-1", await TokenAsync());
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("token-2", await TokenAsync());
        Assert.Equal("token-2", await TokenAsync());
        Assert.Equal("token-3", await TokenAsync("another"));
    }

    [Fact]
    public async Task Many_requests_at_once_ask_for_one_token()
    {
        await using var azure = await SignInAzure.StartAsync();
        var asked = 0;
        var service = azure.Connect(azure.SignIn with
        {
            Source = TokenSource.AzPowerShell,
            AzPowerShell = async _ =>
            {
                Interlocked.Increment(ref asked);
                await Task.Yield();
                return new(new SecretValue(azure.Arm.AccessToken), DateTimeOffset.UtcNow.AddHours(1));
            },
        });

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => azure.ShowAsync(service)));

        Assert.Equal(1, asked);
        Assert.Equal(20, azure.Arm.Requests.Snapshot().Count);
    }

    [Fact]
    public async Task A_token_of_Connect_is_the_one_of_the_requests()
    {
        await using var azure = await SignInAzure.StartAsync();
        var service = azure.Connect(azure.ServicePrincipal);

        await service.SignInAsync(TestContext.Current.CancellationToken);
        await azure.ShowAsync(service);

        // One that can be challenged: it says that this client knows how to answer.
        Assert.Contains("CP1", Assert.Single(azure.Authority.TokenRequests)["claims"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_challenge_is_answered_with_a_token_that_has_the_claims()
    {
        await using var azure = await SignInAzure.StartAsync();
        var service = azure.Connect(azure.ServicePrincipal);
        await azure.ShowAsync(service);
        Challenges.Add(azure.Arm);

        await azure.ShowAsync(service);
        await azure.ShowAsync(service);

        Assert.Equal(2, azure.Authority.TokenRequests.Count);
        Assert.Contains("1700000000", azure.Authority.TokenRequests[1]["claims"], StringComparison.Ordinal);
        Assert.Equal([200, 401, 200, 200], azure.Arm.Requests.Snapshot().Select(request => request.Status));
    }

    [Fact]
    public async Task A_challenge_in_the_middle_of_an_operation_is_answered()
    {
        var time = new VirtualTime();
        await using var azure = await SignInAzure.StartAsync(new() { TimeProvider = time });
        var service = azure.Connect(azure.ServicePrincipal, time);
        var lifecycle = Services.Lifecycle(service, time);
        var started = await lifecycle.StartCreateAsync(
            new(azure.Flux.Cluster, "dapr2"), new() { ExtensionType = "microsoft.dapr" }, TestContext.Current.CancellationToken);
        Challenges.Add(azure.Arm);

        Assert.Equal("Succeeded", (await lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken))!.ProvisioningState);

        Assert.Equal(2, azure.Authority.TokenRequests.Count);
    }

    [Theory]
    [InlineData(TokenSource.AzPowerShell, "Connect-AzAccount")]
    [InlineData(TokenSource.AccessToken, "Connect-AksExtension")]
    public async Task A_challenge_that_cannot_be_answered_is_explained(TokenSource source, string says)
    {
        await using var azure = await SignInAzure.StartAsync();
        Challenges.Add(azure.Arm);
        var token = new SecretValue(azure.Arm.AccessToken);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => azure.ShowAsync(new SignIn
        {
            Source = source,
            AccessToken = token,
            AzPowerShell = _ => Task.FromResult(new SessionToken(token, DateTimeOffset.UtcNow.AddHours(1))),
        }));

        Assert.Equal("AuthenticationFailed", failure.ErrorId);
        Assert.Contains("conditional access", failure.Message, StringComparison.Ordinal);
        Assert.Contains(says, failure.RecommendedAction, StringComparison.Ordinal);
        // What Azure said is why, and its request id is what support asks for.
        Assert.Contains("Continuous access evaluation resulted in challenge.", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Arm!.RequestId);
        Assert.Contains(failure.Arm.RequestId, failure.Message, StringComparison.Ordinal);
        Assert.Single(azure.Arm.Requests.Snapshot());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t\n")]
    public async Task An_answer_without_a_token_is_no_sign_in(string token)
    {
        await using var azure = await SignInAzure.StartAsync();
        azure.Authority.Token = token;

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => azure.Connect(azure.ServicePrincipal).SignInAsync(TestContext.Current.CancellationToken));

        Assert.Equal("AuthenticationFailed", failure.ErrorId);
        Assert.Empty(azure.Arm.Requests.Snapshot());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public async Task A_session_without_a_token_is_no_sign_in_and_is_asked_again(string token)
    {
        await using var azure = await SignInAzure.StartAsync();
        var tokens = new Queue<string>([token, azure.Arm.AccessToken]);
        var service = azure.Connect(azure.SignIn with
        {
            Source = TokenSource.AzPowerShell,
            AzPowerShell = _ => Task.FromResult(new SessionToken(new SecretValue(tokens.Dequeue()), DateTimeOffset.UtcNow.AddHours(1))),
        });

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => azure.ShowAsync(service));
        Assert.Equal("AuthenticationFailed", failure.ErrorId);
        Assert.Contains("without a token", failure.Message, StringComparison.Ordinal);
        Assert.Empty(azure.Arm.Requests.Snapshot());

        await azure.ShowAsync(service);
    }

    [Fact]
    public async Task A_token_that_was_challenged_in_vain_is_not_kept()
    {
        await using var azure = await SignInAzure.StartAsync();
        var asked = 0;
        var service = azure.Connect(azure.SignIn with
        {
            Source = TokenSource.AzPowerShell,
            AzPowerShell = _ =>
            {
                asked++;
                return Task.FromResult(new SessionToken(new SecretValue(azure.Arm.AccessToken), DateTimeOffset.UtcNow.AddHours(1)));
            },
        });
        await azure.ShowAsync(service);
        Challenges.Add(azure.Arm);
        await Assert.ThrowsAsync<AksExtensionException>(() => azure.ShowAsync(service));

        // A person did what the error says: the next command asks for the token of the new sign-in.
        await azure.ShowAsync(service);

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_wait_for_a_token_ends_with_the_command()
    {
        await using var azure = await SignInAzure.StartAsync();
        using var stop = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        var service = azure.Connect(azure.SignIn with
        {
            Source = TokenSource.AzPowerShell,
            AzPowerShell = async cancellationToken =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                throw new InvalidOperationException("unreachable");
            },
        });

        var show = service.Extensions.GetAsync(azure.Flux, stop.Token);
        await asked.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => show);
    }
}
