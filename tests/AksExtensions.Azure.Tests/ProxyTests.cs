using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using AksExtensions.Azure.Pipeline;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>A failure at the proxy is reported as such, and not as a failure of Azure.</summary>
public sealed class ProxyTests
{
    private static readonly Uri Proxy = new("http://someone:pa55word@proxy.contoso.example:8080");

    public static TheoryData<HttpRequestError, int?, string, string, bool> Failures => new()
    {
        { HttpRequestError.ProxyTunnelError, 407, "asks for a user name and password (HTTP 407)", "user:password@host:port", true },
        { HttpRequestError.Unknown, 407, "asks for a user name and password (HTTP 407)", "HTTPS_PROXY", true },
        { HttpRequestError.ProxyTunnelError, 403, "refused the connection to management.azure.com (HTTP 403)", "NO_PROXY", false },
        { HttpRequestError.ProxyTunnelError, null, "refused the connection to management.azure.com.", "NO_PROXY", false },
        { HttpRequestError.ConnectionError, null, "cannot be reached: refused", "HTTPS_PROXY", false },
        { HttpRequestError.NameResolutionError, null, "cannot be reached: refused", "HTTPS_PROXY", false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_at_the_proxy_names_it_and_what_to_do(HttpRequestError error, int? status, string says, string advice, bool isFinal)
    {
        var atProxy = ProxyException.Of(new HttpRequestException(error, "refused", null, (HttpStatusCode?)status), Proxy, "management.azure.com")!;
        using var handler = new AnswerHandler(_ => throw atProxy);
        using var service = Services.Over(handler, time: new VirtualTime());
        var extension = new ExtensionReference(ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1"), "flux");

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(extension, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.ServiceUnavailable), failure.ErrorId);
        Assert.Contains("the proxy http://proxy.contoso.example:8080", failure.Message, StringComparison.Ordinal);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("pa55word", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(isFinal ? 1 : 6, handler.Requests.Count);
    }

    [Fact]
    public void Without_a_proxy_a_failure_is_not_blamed_on_one() =>
        Assert.Null(ProxyException.Of(new HttpRequestException(HttpRequestError.ConnectionError, "refused"), null, "management.azure.com"));

    [Fact]
    public void What_happens_behind_the_proxy_is_not_the_proxy_s() =>
        Assert.Null(ProxyException.Of(new HttpRequestException(HttpRequestError.SecureConnectionError, "TLS"), Proxy, "management.azure.com"));

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n", "asks for a user name and password", "user:password@host:port", 1)]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n", "asks for a user name and password", "user:password@host:port", 1)]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "refused the connection to", "NO_PROXY", 6)]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "refused the connection to", "NO_PROXY", 6)]
    [InlineData(null, "cannot be reached", "HTTPS_PROXY", 0)]
    public async Task A_real_proxy_is_distinguished_from_Azure(string? answer, string says, string advice, int connections)
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var address = proxy.LocalEndpoint.ToString();
        var host = $"arm-{Guid.NewGuid():N}.example";
        OneHostProxy.Use(host, new($"http://someone:pa55word@{address}"));
        var asked = 0;
        var serving = ServeAsync();
        if (answer is null)
        {
            proxy.Stop();
        }

        using var service = new ArmServiceFactory().Create(new Arm.ArmConnection
        {
            Endpoint = new($"https://{host}"),
            Audience = $"https://{host}",
            SignIn = Arm.SignIn.With(new Settings.SecretValue("token")),
            TimeProvider = new VirtualTime(),
        });
        var extension = new ExtensionReference(ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1"), "flux");

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(extension, TestContext.Current.CancellationToken));
        proxy.Stop();
        await serving;

        Assert.Contains($"the proxy http://{address}", failure.Message, StringComparison.Ordinal);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("pa55word", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(connections, asked);

        async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await proxy.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                    asked++;
                    await client.GetStream().ReadAtLeastAsync(new byte[4096], 16, false, TestContext.Current.CancellationToken);
                    await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer!), TestContext.Current.CancellationToken);
                }
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The test is over.
            }
        }
    }

    /// <summary>The proxy of this process, for the hosts of these tests alone.</summary>
    private sealed class OneHostProxy(IWebProxy others) : IWebProxy
    {
        private static readonly ConcurrentDictionary<string, Uri> Proxies = new(StringComparer.OrdinalIgnoreCase);

        public ICredentials? Credentials { get; set; }

        public static void Use(string host, Uri proxy)
        {
            Proxies[host] = proxy;
            if (HttpClient.DefaultProxy is not OneHostProxy)
            {
                HttpClient.DefaultProxy = new OneHostProxy(HttpClient.DefaultProxy);
            }
        }

        public Uri? GetProxy(Uri destination) => Proxies.TryGetValue(destination.Host, out var proxy) ? proxy : others.GetProxy(destination);

        public bool IsBypassed(Uri host) => !Proxies.ContainsKey(host.Host) && others.IsBypassed(host);
    }
}
