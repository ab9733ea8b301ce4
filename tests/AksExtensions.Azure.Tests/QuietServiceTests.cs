using AksExtensions.Arm;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Azure.Core;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>The service for background questions.</summary>
public sealed class QuietServiceTests
{
    private static readonly TokenRequestContext Wanted = new(["scope"]);

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task A_fault_is_not_tried_again(int status)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.AddStatus(status, count: null);

        await Assert.ThrowsAsync<AksExtensionException>(() =>
            azure.Service.Quiet().Extensions.GetAsync(azure.Flux, TestContext.Current.CancellationToken));

        Assert.Single(azure.Arm.Requests.Snapshot());
        Assert.Empty(azure.Time.Waits);
    }

    [Fact]
    public async Task It_has_the_answers_of_the_other()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();

        var extension = await azure.Service.Quiet().Extensions.GetAsync(azure.Flux, TestContext.Current.CancellationToken);

        Assert.Equal("microsoft.flux", extension.ExtensionType);
    }

    [Theory]
    [InlineData(TokenSource.Interactive)]
    [InlineData(TokenSource.DeviceCode)]
    public async Task Nobody_is_asked_to_sign_in_and_an_existing_token_is_used(TokenSource source)
    {
        var time = new VirtualTime();
        var asked = 0;
        var credential = new CachingCredential(source, Person(time, () => asked++), time);

        await IsRefusedAsync(credential, Wanted);
        Assert.Equal(0, asked);
        await credential.GetTokenAsync(Wanted, TestContext.Current.CancellationToken);
        Assert.Equal("token", (await new QuietCredential(credential).GetTokenAsync(Wanted, TestContext.Current.CancellationToken)).Token);
        // A sign-in that Azure requires again, and an expired token.
        await IsRefusedAsync(credential, new(["scope"], claims: "{}"));
        time.Advance(TimeSpan.FromHours(1));
        await IsRefusedAsync(credential, Wanted);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Auto_is_not_tried_when_it_might_end_with_a_person()
    {
        var time = new VirtualTime();
        var asked = 0;
        TokenCredential person = Person(time, () => asked++);

        await IsRefusedAsync(new(TokenSource.Auto, new AutoCredential([(TokenSource.Environment, person), (TokenSource.Interactive, person)]), time), Wanted);
        Assert.Equal(0, asked);
        var alone = new CachingCredential(TokenSource.Auto, new AutoCredential([(TokenSource.AzPowerShell, person)]), time);
        await new QuietCredential(alone).GetTokenAsync(Wanted, TestContext.Current.CancellationToken);
        Assert.Equal(1, asked);
    }

    private static SessionCredential Person(VirtualTime time, Action asked) => new(_ =>
    {
        asked();
        return Task.FromResult(new SessionToken(new SecretValue("token"), time.GetUtcNow().AddHours(1)));
    });

    private static async Task IsRefusedAsync(CachingCredential credential, TokenRequestContext wanted)
    {
        var refusal = await Assert.ThrowsAsync<AksExtensionException>(async () =>
            await new QuietCredential(credential).GetTokenAsync(wanted, TestContext.Current.CancellationToken));
        Assert.Equal(nameof(Errors.AuthenticationFailed), refusal.ErrorId);
    }
}
