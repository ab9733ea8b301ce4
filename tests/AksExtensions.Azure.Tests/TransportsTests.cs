using AksExtensions.Arm;
using AksExtensions.Emulator;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

public sealed class TransportsTests
{
    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused_at_once()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        using var service = azure.Connect(connection => connection with { CertificateAuthority = null });

        var failure = await azure.FailsAsync(
            nameof(Errors.ServiceUnavailable), () => service.Extensions.GetAsync(azure.Flux, TestContext.Current.CancellationToken));

        Assert.Contains("-CertificateAuthority", failure.Message, StringComparison.Ordinal);
        Assert.Empty(azure.Time.Waits);
        Assert.Equal(0, azure.Arm.Requests.Count);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_than_the_given_one_is_refused()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        await using var other = await ArmEmulator.StartAsync(new(), TestContext.Current.CancellationToken);
        var authority = await File.ReadAllTextAsync(other.CertificateFile, TestContext.Current.CancellationToken);
        using var service = azure.Connect(connection => connection with { CertificateAuthority = authority });

        var failure = await azure.FailsAsync(
            nameof(Errors.ServiceUnavailable), () => service.Extensions.GetAsync(azure.Flux, TestContext.Current.CancellationToken));

        Assert.Contains("is not trusted", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, azure.Arm.Requests.Count);
    }

    [Theory]
    [InlineData(true, "HTTP/2")]
    [InlineData(false, "HTTP/1.1")]
    public async Task The_newest_protocol_that_the_host_speaks_is_spoken(bool http2, string expected)
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { Http2 = http2 });

        await azure.CreateAsync();
        await azure.ListAsync();

        Assert.All(azure.Arm.Requests.Snapshot(), request => Assert.Equal(expected, request.Protocol));
    }

    [Theory]
    [InlineData("elsewhere.example", null, false)]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("127.0.0.1", "1.3.6.1.5.5.7.3.1", true)]
    [InlineData("127.0.0.1", "1.3.6.1.5.5.7.3.2", false)]
    public async Task A_certificate_of_the_given_authority_counts_for_its_own_host_name_and_as_a_server_s_alone(string name, string? usage, bool expected)
    {
        using var server = new TlsListener(name, usage);
        using var service = new ArmServiceFactory().Create(new ArmConnection
        {
            Endpoint = server.Endpoint,
            Audience = server.Endpoint.ToString(),
            SignIn = SignIn.With(new SecretValue("token")),
            CertificateAuthority = server.CertificateAuthority,
            TimeProvider = new VirtualTime(),
        });
        var extension = new ExtensionReference(ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1"), "flux");

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(extension, TestContext.Current.CancellationToken));

        // The server hangs up after the first byte of a request: what counts is whether there was one.
        Assert.Equal(nameof(Errors.ServiceUnavailable), failure.ErrorId);
        Assert.Equal(expected, server.WasAsked);
        Assert.Equal(!expected, failure.Message.Contains("is not trusted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_name_that_is_in_the_certificate_is_taken()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();
        using var service = azure.Connect(connection => connection with { Endpoint = new UriBuilder(azure.Arm.Endpoint) { Host = "localhost" }.Uri });

        Assert.Equal("flux", (await service.Extensions.GetAsync(azure.Flux, TestContext.Current.CancellationToken)).Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public async Task What_is_no_certificate_is_refused_when_the_connection_is_made(string pem)
    {
        await using var azure = await EmulatedAzure.StartAsync();

        var failure = Assert.Throws<AksExtensionException>(() => azure.Connect(connection => connection with { CertificateAuthority = pem }));

        Assert.Equal(nameof(Errors.ConnectionInvalid), failure.ErrorId);
    }

    [Fact]
    public async Task A_host_that_does_not_listen_cannot_be_reached()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        int port;
        using (var listener = new SilentListener())
        {
            port = listener.Port;
        }

        using var service = azure.Connect(connection => connection with { Endpoint = new Uri($"https://127.0.0.1:{port}") });

        var failure = await azure.FailsAsync(
            nameof(Errors.ServiceUnavailable), () => service.Extensions.GetAsync(azure.Flux, TestContext.Current.CancellationToken));

        Assert.Contains($"127.0.0.1:{port} cannot be reached", failure.Message, StringComparison.Ordinal);
        Assert.Equal(5, azure.Time.Waits.Count);
    }
}
