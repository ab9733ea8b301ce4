using System.Net;
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
    /// <param name="timeProvider">The clock for the limit of an answer; null means the system's.</param>
    /// <exception cref="AksExtensionException"><c>ConnectionInvalid</c>.</exception>
    public static HttpPipelineTransport Create(string? certificateAuthority, TimeProvider? timeProvider = null)
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
        var roots = certificateAuthority is null ? [] : ReadRoots(certificateAuthority);
        handler.SslOptions.RemoteCertificateValidationCallback = new ServerCertificates(roots).Validate;
        return Over(handler, timeProvider ?? TimeProvider.System);
    }

    /// <summary>Creates a transport that sends with a handler.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="timeProvider">The clock for the limit of an answer.</param>
    public static HttpPipelineTransport Over(HttpMessageHandler handler, TimeProvider timeProvider) =>
        // HttpClient's timeout is off, because each attempt has its own here.
        new HttpClientTransport(new HttpClient(new Ways(handler, timeProvider)) { Timeout = Timeout.InfiniteTimeSpan });

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

    /// <summary>Whether a request may have reached the server: it did not when there was no connection, no sign-in or no TLS.</summary>
    /// <param name="failure">Why there was no answer; null when there was one.</param>
    public static bool MayHaveSent(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is AuthenticationException or global::Azure.Identity.AuthenticationFailedException or HttpRequestException
                {
                    HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
                })
            {
                return false;
            }
        }

        return true;
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

    /// <summary>
    /// HTTP/2 if the host supports it, so that many requests share a connection; otherwise HTTP/1.1. The only endpoint without TLS is that of managed
    /// identities on this machine. It is called without a proxy, which could not reach it and must not see the token.
    /// </summary>
    private sealed partial class Ways(HttpMessageHandler handler, TimeProvider timeProvider) : DelegatingHandler(handler)
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
            using var isOver = new CancellationTokenSource(AnswerLimitPolicy.LongestAnswer, timeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(isOver.Token, cancellationToken);
            try
            {
                return await base.SendAsync(request, either.Token);
            }
            catch (OperationCanceledException) when (isOver.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new TaskCanceledException($"There was no answer for {AnswerLimitPolicy.LongestAnswer.TotalSeconds:0} s.");
            }
            catch (HttpRequestException failure) when (FindProxyFailure(failure, request.RequestUri!) is { } atProxy)
            {
                throw atProxy;
            }
            catch (HttpRequestException failure) when (UserInfo().IsMatch(failure.ToString()))
            {
                // .NET reports the full address of a proxy that refuses, as HTTPS_PROXY contains it.
                throw new HttpRequestException(failure.HttpRequestError, WithoutPassword(failure.Message), inner: null, failure.StatusCode);
            }
        }

        private static ProxyException? FindProxyFailure(HttpRequestException failure, Uri uri)
        {
            var proxy = HttpClient.DefaultProxy;
            return ProxyException.Of(failure, proxy.IsBypassed(uri) || proxy.GetProxy(uri) is not { } address || address == uri ? null : address, uri.Authority);
        }

        private static string WithoutPassword(string text) => UserInfo().Replace(text, $"://{SecretValue.Mask}@");

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
