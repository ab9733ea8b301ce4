using System.Net;

namespace AksExtensions.Azure.Pipeline;

/// <summary>A request that failed at the proxy, and not at Azure.</summary>
internal sealed class ProxyException : HttpRequestException
{
    private ProxyException(string message, string action, bool isFinal, HttpRequestException failure)
        : base(failure.HttpRequestError, message, inner: null, failure.StatusCode)
    {
        Action = action;
        IsFinal = isFinal;
    }

    /// <summary>What to do.</summary>
    public string Action { get; }

    /// <summary>Whether another attempt is useless.</summary>
    public bool IsFinal { get; }

    /// <summary>The failure as one of the proxy; null when it is none, or there is no proxy.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="proxy">The proxy of the request; null when it uses none.</param>
    /// <param name="host">The requested host.</param>
    public static ProxyException? Of(HttpRequestException failure, Uri? proxy, string host)
    {
        // Never with the name and password that the address may contain.
        var address = proxy is null ? null : $"{proxy.Scheme}://{proxy.Authority}";
        return (failure.HttpRequestError, failure.StatusCode) switch
        {
            _ when address is null => null,
            (_, HttpStatusCode.ProxyAuthenticationRequired) => new(
                $"the proxy {address} asks for a user name and password (HTTP 407).",
                "Set HTTPS_PROXY to http://user:password@host:port, with the special characters of the password percent-encoded.", isFinal: true, failure),
            (HttpRequestError.ProxyTunnelError, var status) => new(
                $"the proxy {address} refused the connection to {host}{(status is null ? null : $" (HTTP {(int)status})")}.",
                $"Ask for the proxy to allow {host}, or exclude it from the proxy with NO_PROXY.", isFinal: false, failure),
            (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError, _) => new(
                $"the proxy {address} cannot be reached: {failure.Message}", "Check HTTPS_PROXY and NO_PROXY, and whether the proxy is running.", isFinal: false, failure),
            _ => null,
        };
    }
}
