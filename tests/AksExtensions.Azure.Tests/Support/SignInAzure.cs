using AksExtensions.Arm;
using AksExtensions.Emulator;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>An emulator that accepts the tokens of a fake authority, and services that sign in with it.</summary>
internal sealed class SignInAzure : IAsyncDisposable
{
    public const string ClientId = "00000000-aaaa-bbbb-cccc-000000000001";
    public const string ClientSecret = "client-5ecret+with/odd=characters";
    public const string Tenant = "contoso.example";
    private readonly string _certificateAuthority;

    private SignInAzure(ArmEmulator arm, FakeIdentity authority, FakeIdentity endpoint)
    {
        Arm = arm;
        Authority = authority;
        Endpoint = endpoint;
        _certificateAuthority = File.ReadAllText(arm.CertificateFile) + authority.CertificateAuthority;
        // Two fakes, so that a token shows its source.
        endpoint.TokenPrefix = "managed-";
        authority.OnToken = endpoint.OnToken = token => arm.Tokens.Accept(token, DateTimeOffset.MaxValue);
        Audience = $"https://audience-{Guid.NewGuid():N}";
        Flux = new(ClusterReference.Create(arm.SubscriptionId, "demo-rg", "demo-aks"), "flux");
    }

    public ArmEmulator Arm { get; }

    /// <summary>Microsoft Entra, over TLS.</summary>
    public FakeIdentity Authority { get; }

    /// <summary>The endpoint of managed identities, without TLS.</summary>
    public FakeIdentity Endpoint { get; }

    /// <summary>One of a test's own: libraries keep tokens of an audience for the whole process.</summary>
    public string Audience { get; }

    /// <summary>An existing extension.</summary>
    public ExtensionReference Flux { get; }

    /// <summary>A sign-in that knows where the fake authority is.</summary>
    public SignIn SignIn => new() { Source = TokenSource.Auto, AuthorityHost = new(Authority.Address), IsKnownAuthority = false };

    /// <summary>A service principal with a secret.</summary>
    public SignIn ServicePrincipal => SignIn with
    {
        Source = TokenSource.ServicePrincipal,
        TenantId = Tenant,
        ClientId = ClientId,
        ClientSecret = new SecretValue(ClientSecret),
    };

    public static async Task<SignInAzure> StartAsync(EmulatorOptions? options = null) => new(
        await ArmEmulator.StartAsync((options ?? new()) with { Seed = "demo" }, TestContext.Current.CancellationToken), new(tls: true), new(tls: false));

    public IArmService Connect(SignIn signIn, TimeProvider? time = null) => new ArmServiceFactory().Create(new()
    {
        Endpoint = Arm.Endpoint,
        Audience = Audience,
        SignIn = signIn,
        CertificateAuthority = _certificateAuthority,
        TimeProvider = time ?? TimeProvider.System,
    });

    /// <summary>One request to Azure Resource Manager with this sign-in.</summary>
    public async Task ShowAsync(SignIn signIn) => await ShowAsync(Connect(signIn));

    public async Task ShowAsync(IArmService service) =>
        Assert.Equal("flux", (await service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken)).Name);

    /// <summary>A sign-in that must fail, with an error that explains it and no request to Azure Resource Manager.</summary>
    public async Task<AksExtensionException> RefusedAsync(SignIn signIn, string errorId = "AuthenticationFailed")
    {
        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => ShowAsync(signIn));
        Assert.True(failure.ErrorId == errorId, failure.ToString());
        Assert.NotEmpty(failure.RecommendedAction);
        Assert.Empty(Arm.Requests.Snapshot());
        Assert.DoesNotContain(ClientSecret, failure.ToString(), StringComparison.Ordinal);
        return failure;
    }

    public async ValueTask DisposeAsync()
    {
        await Arm.DisposeAsync();
        Authority.Dispose();
        Endpoint.Dispose();
    }
}
