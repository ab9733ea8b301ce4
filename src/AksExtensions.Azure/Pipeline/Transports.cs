using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using AksExtensions.Settings;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>The HTTP transport: TLS always, with the system's certificate authorities and perhaps one more.</summary>
internal static partial class Transports
{
    /// <summary>A transport.</summary>
    /// <param name="certificateAuthority">PEM of a certificate authority to trust beside the system's; null means none.</param>
    /// <exception cref="AksExtensionException"><c>ConnectionInvalid</c>.</exception>
    public static HttpPipelineTransport Create(string? certificateAuthority)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            // A long fleet run must notice when the name moves to another address.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // A host lets a hundred requests or so share a connection; a wider fleet opens another one. One that died without a word is noticed
            // before every request on it has waited for its own time-out.
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

        // HttpClient's own time-out is off: Azure.Core has one for each try.
        return new HttpClientTransport(new HttpClient(new Ways(handler)) { Timeout = Timeout.InfiniteTimeSpan });
    }

    /// <summary>Whether a request failed because the server's certificate is not trusted: trying again is useless.</summary>
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

    // The system's verdict stands unless the one thing wrong is an unknown root; then the added root has to make the chain good, for this
    // host name (RemoteCertificateNameMismatch is never forgiven).
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
        // As TLS itself asks: a certificate that was issued to a client is none of a server's.
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
    /// HTTP/2 where the host speaks it, which many requests at a time share one connection in; else HTTP/1.1. What speaks no TLS is the endpoint
    /// of managed identities, on this machine: no proxy is asked for it, which could neither reach it nor ought to read the token.
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
                // .NET names a proxy that refuses by its whole address, as HTTPS_PROXY has it.
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

        // As far as the last @ before the host: a password may hold one.
        [GeneratedRegex(@"://[^/\s'""]*@", RegexOptions.CultureInvariant)]
        private static partial Regex UserInfo();
    }
}
