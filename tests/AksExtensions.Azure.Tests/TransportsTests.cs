using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using AksExtensions.Arm;
using AksExtensions.Azure.Pipeline;
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

        Assert.Contains("is not trusted on this computer", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-CertificateAuthority", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("proxy inspects TLS", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(azure.Time.Waits);
        Assert.Equal(0, azure.Arm.Requests.Count);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_than_the_specified_one_is_refused()
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
    [InlineData("127.0.0.1", null)]
    [InlineData("127.0.0.1", "1.3.6.1.5.5.7.3.1")]
    public async Task A_certificate_of_the_specified_authority_is_accepted(string name, string? usage)
    {
        using var server = new TlsListener(name, usage);

        var failure = await AskAsync(server);

        // The server disconnects after the first byte of a request; only its arrival matters.
        Assert.True(server.WasAsked, failure.Message);
    }

    public static TheoryData<string, string, string> RefusedCertificates => new()
    {
        { "name", "belongs to another name (elsewhere.example)", "endpoint of Connect-AksExtension" },
        { "usage", "was not issued for a server", "owner of the server" },
        { "expired", "UTC, and not now", "clock of this computer" },
        { "early", "UTC, and not now", "clock of this computer" },
        { "subject", "only in the subject (CN)", "owner of the server" },
    };

    [Theory]
    [MemberData(nameof(RefusedCertificates))]
    public async Task The_fault_of_a_certificate_is_reported(string kind, string says, string advice)
    {
        using var server = kind switch
        {
            "name" => new TlsListener("elsewhere.example"),
            "usage" => new TlsListener("127.0.0.1", "1.3.6.1.5.5.7.3.2"),
            "expired" => new TlsListener("127.0.0.1", validFrom: -48, validTo: -24),
            "early" => new TlsListener("127.0.0.1", validFrom: 24, validTo: 48),
            _ => new TlsListener("127.0.0.1", hasAlternativeName: false),
        };

        var failure = await AskAsync(server);

        Assert.Equal(nameof(Errors.ServiceUnavailable), failure.ErrorId);
        Assert.True(failure.Message.Contains(says, StringComparison.Ordinal), failure.ToString());
        Assert.Contains(advice, failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("-CertificateAuthority", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.False(server.WasAsked);
    }

    [Fact]
    public async Task An_old_protocol_is_distinguished_from_a_certificate()
    {
#pragma warning disable CA5397, SYSLIB0039 // The old protocol is the point.
        using var server = new TlsListener("127.0.0.1", protocols: System.Security.Authentication.SslProtocols.Tls11);
#pragma warning restore CA5397, SYSLIB0039

        var failure = await AskAsync(server);

        Assert.Equal(nameof(Errors.ServiceUnavailable), failure.ErrorId);
        Assert.Contains("cannot agree on a TLS connection", failure.Message, StringComparison.Ordinal);
        Assert.Contains("TLS 1.2", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.False(server.WasAsked);
    }

    [Theory]
    [InlineData(true, "which is not trusted on this computer", "proxy inspects TLS")]
    [InlineData(false, "belongs to another name (elsewhere.example)", "name resolution")]
    public async Task A_certificate_of_the_sign_in_service_is_told_as_its_own(bool isUnknown, string says, string advice)
    {
        using var server = new TlsListener(isUnknown ? "127.0.0.1" : "elsewhere.example");
        using var service = new ArmServiceFactory().Create(new ArmConnection
        {
            Endpoint = server.Endpoint,
            Audience = $"https://audience-{Guid.NewGuid():N}",
            SignIn = new()
            {
                Source = TokenSource.ServicePrincipal,
                TenantId = SignInAzure.Tenant,
                ClientId = SignInAzure.ClientId,
                ClientSecret = new SecretValue(SignInAzure.ClientSecret),
                AuthorityHost = server.Endpoint,
                IsKnownAuthority = false,
            },
            CertificateAuthority = isUnknown ? null : server.CertificateAuthority,
        });

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => service.SignInAsync(TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.AuthenticationFailed), failure.ErrorId);
        Assert.Contains("the certificate of the sign-in service", failure.Message, StringComparison.Ordinal);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_signature_that_can_be_forged_is_refused_although_the_authority_is_trusted(bool isWeak, bool isKnown)
    {
        // Most systems no longer serve TLS with such a certificate, so the check is called as TLS does.
        using var server = new TlsListener("127.0.0.1", isWeak: isWeak);
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(isKnown ? server.CertificateAuthority : string.Empty);

        bool Validate() => new ServerCertificates(roots).Validate(this, server.Certificate, null, SslPolicyErrors.RemoteCertificateChainErrors);

        if (isWeak)
        {
            var refusal = Assert.Throws<CertificateRefusedException>(() => Validate());
            Assert.Contains(isKnown ? "SHA-1" : "is not trusted", refusal.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.True(Validate());
        }
    }

    [Fact]
    public async Task A_host_without_TLS_is_distinguished_from_one_that_is_not_trusted()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerPlainlyAsync(server);

        var failure = await AskAsync(new Uri($"https://{server.LocalEndpoint}"), null);

        server.Stop();
        await answering;
        Assert.Equal(nameof(Errors.ServiceUnavailable), failure.ErrorId);
        Assert.DoesNotContain("not trusted", failure.Message, StringComparison.Ordinal);
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

    private static Task<AksExtensionException> AskAsync(TlsListener server) => AskAsync(server.Endpoint, server.CertificateAuthority);

    private static async Task<AksExtensionException> AskAsync(Uri endpoint, string? certificateAuthority)
    {
        using var service = new ArmServiceFactory().Create(new ArmConnection
        {
            Endpoint = endpoint,
            Audience = endpoint.ToString(),
            SignIn = SignIn.With(new SecretValue("token")),
            CertificateAuthority = certificateAuthority,
            TimeProvider = new VirtualTime(),
        });
        var extension = new ExtensionReference(ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1"), "flux");
        return await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(extension, TestContext.Current.CancellationToken));
    }

    private static async Task AnswerPlainlyAsync(TcpListener server)
    {
        try
        {
            while (true)
            {
                using var client = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
