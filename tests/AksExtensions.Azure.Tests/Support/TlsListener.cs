using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AksExtensions.Azure.Tests;

/// <summary>A server on 127.0.0.1 whose certificate is for any name that a test likes; it hangs up on every request.</summary>
internal sealed class TlsListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly SslProtocols _protocols;
    private volatile bool _wasAsked;

    /// <param name="name">The host name, or address, of the certificate.</param>
    /// <param name="usage">What the certificate is issued for; null means anything.</param>
    /// <param name="validFrom">When it begins to be valid, in hours from now.</param>
    /// <param name="validTo">When it ends, in hours from now.</param>
    /// <param name="hasAlternativeName">Whether the name is not only in the subject.</param>
    /// <param name="isWeak">Whether it is signed with SHA-1.</param>
    /// <param name="protocols">The versions of TLS that the server speaks; none means what the system does.</param>
    public TlsListener(
        string name, string? usage = null, int validFrom = -1, int validTo = 1, bool hasAlternativeName = true, bool isWeak = false,
        SslProtocols protocols = SslProtocols.None)
    {
        _protocols = protocols;
        using var authorityKey = RSA.Create(2048);
        var request = new CertificateRequest("CN=authority of a test", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(10));
        CertificateAuthority = authority.ExportCertificatePem();
        _certificate = Issue(authority, authorityKey, name, usage, (validFrom, validTo), hasAlternativeName, isWeak);
        _listener.Start();
        Endpoint = new Uri($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = ServeAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>The authority's certificate as PEM.</summary>
    public string CertificateAuthority { get; }

    /// <summary>Whether a byte of a request arrived.</summary>
    public bool WasAsked => _wasAsked;

    /// <summary>The certificate that it presents.</summary>
    public X509Certificate2 Certificate => _certificate;

    public void Dispose()
    {
        _listener.Dispose();
        _certificate.Dispose();
    }

    private static X509Certificate2 Issue(
        X509Certificate2 authority, RSA authorityKey, string name, string? usage, (int From, int To) hours, bool hasAlternativeName, bool isWeak)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        if (hasAlternativeName)
        {
            request.CertificateExtensions.Add(names.Build());
        }

        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        using var certificate = request.Create(
            authority.SubjectName, isWeak ? new Sha1Signature(authorityKey) : X509SignatureGenerator.CreateForRSA(authorityKey, RSASignaturePadding.Pkcs1),
            DateTimeOffset.UtcNow.AddHours(hours.From), DateTimeOffset.UtcNow.AddHours(hours.To), [1, 2, 3, 4]);
        using var withKey = certificate.CopyWithPrivateKey(key);
        // Some systems serve TLS only with a key that came out of a file.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(_certificate, clientCertificateRequired: false, _protocols, checkCertificateRevocation: false);
            _wasAsked |= await tls.ReadAsync(new byte[1]) > 0;
        }
        catch (Exception refusal) when (refusal is IOException or AuthenticationException)
        {
            // The client did not like the certificate.
        }
    }

    /// <summary>Signs with SHA-1, which .NET no longer does for certificates.</summary>
    private sealed class Sha1Signature(RSA key) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => Convert.FromHexString("300D06092A864886F70D0101050500");

#pragma warning disable CA5350 // The weak signature is the point.
        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
#pragma warning restore CA5350

        protected override PublicKey BuildPublicKey() => CreateForRSA(key, RSASignaturePadding.Pkcs1).PublicKey;
    }
}
