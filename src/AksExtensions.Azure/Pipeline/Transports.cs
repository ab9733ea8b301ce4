using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using AksExtensions.Settings;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>The HTTP transport: always with TLS, with the certificate authorities of the system and an optional one.</summary>
internal static partial class Transports
{
    /// <summary>Creates a transport.</summary>
    /// <param name="certificateAuthority">A certificate authority to trust in addition to those of the system, as PEM; null means none.</param>
    /// <exception cref="AksExtensionException"><c>ConnectionInvalid</c>.</exception>
    public static HttpPipelineTransport Create(string? certificateAuthority)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            // A long run must notice when the name resolves to another address.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // A host allows about a hundred requests on a connection; a wider fleet opens another one. Pings detect a dead connection before every
            // request on it reaches its own timeout.
            EnableMultipleHttp2Connections = true,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
            UseCookies = false,
        };
        if (certificateAuthority is not null)
        {
            var roots = ReadRoots(certificateAuthority);
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Validate(certificate, chain, errors, roots);
        }

        // HttpClient's timeout is off, because Azure.Core has one for each attempt.
        return new HttpClientTransport(new HttpClient(new Ways(handler)) { Timeout = Timeout.InfiniteTimeSpan });
    }

    /// <summary>Whether a request failed because the server's certificate is not trusted, so that a retry is useless.</summary>
    public static bool IsCertificateFailure(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is AuthenticationException)
            {
                return true;
            }
        }

        return false;
    }

    private static X509Certificate2Collection ReadRoots(string pem)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPem(pem);
        }
        catch (CryptographicException failure)
        {
            throw NoCertificate(failure);
        }

        return roots.Count > 0 ? roots : throw NoCertificate(null);
    }

    private static AksExtensionException NoCertificate(Exception? inner) => Errors.ConnectionInvalid(
        "The certificate authority is not a certificate in PEM form.",
        "Give a file with -----BEGIN CERTIFICATE----- ... -----END CERTIFICATE-----.",
        inner);

    // The system's decision applies unless the only problem is an unknown root. Then the added root must make the chain valid for this host name
    // (RemoteCertificateNameMismatch is never accepted).
    private static bool Validate(
        X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors, X509Certificate2Collection roots)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        // As TLS requires: a certificate for clients is not valid for a server.
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1"));
        // A private authority rarely publishes revocation lists.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        using var leaf = new X509Certificate2(certificate);
        return chain.Build(leaf);
    }

    /// <summary>
    /// HTTP/2 if the host supports it, so that many requests share a connection; otherwise HTTP/1.1. The only endpoint without TLS is that of managed
    /// identities on this machine. It is called without a proxy, which could not reach it and must not see the token.
    /// </summary>
    private sealed partial class Ways(HttpMessageHandler handler) : DelegatingHandler(handler)
    {
        private readonly HttpMessageInvoker _direct = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri?.Scheme == Uri.UriSchemeHttp)
            {
                return await _direct.SendAsync(request, cancellationToken);
            }

            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException failure) when (UserInfo().IsMatch(failure.ToString()))
            {
                // .NET reports the full address of a proxy that refuses, as HTTPS_PROXY contains it.
                throw new HttpRequestException(
                    failure.HttpRequestError, UserInfo().Replace(failure.Message, $"://{SecretValue.Mask}@"), inner: null, failure.StatusCode);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _direct.Dispose();
            }

            base.Dispose(disposing);
        }

        // Up to the last @ before the host, because a password can contain one.
        [GeneratedRegex(@"://[^/\s'""]*@", RegexOptions.CultureInvariant)]
        private static partial Regex UserInfo();
    }
}
