#nullable enable
#pragma warning disable IDE0005 // PowerShell compiles this file too, and gives no using directives of its own.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace AksExtensions.Tests;

/// <summary>
/// All sources of tokens on one loopback port: an authority of Microsoft Entra over TLS, or (without TLS, as in reality) the managed
/// identity endpoint of a virtual machine, of App Service and of Azure Automation. Tests of both kinds use it; it needs no package.
/// </summary>
public sealed class FakeIdentity : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly X509Certificate2? _certificate;
    private int _connections;
    private int _tokens;

    /// <summary>Starts listening.</summary>
    public FakeIdentity(bool tls)
    {
        if (tls)
        {
            using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=Fake authority", authorityKey, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
            CertificateAuthority = authority.ExportCertificatePem();
            _certificate = CreateServer(authority);
        }

        _listener.Start();
        Address = $"{(tls ? "https" : "http")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}";
        _ = AcceptAsync();
    }

    /// <summary>Its address, without a slash at the end.</summary>
    public string Address { get; }

    /// <summary>The certificate authority of its TLS, as PEM; empty without TLS.</summary>
    public string CertificateAuthority { get; } = string.Empty;

    /// <summary>The prefix of tokens, which is followed by a number from 1.</summary>
    public string TokenPrefix { get; set; } = "token-";

    /// <summary>A fixed token; null means prefix and number.</summary>
    public string? Token { get; set; }

    /// <summary>How long a token lives, in seconds.</summary>
    public int Lifetime { get; set; } = 3600;

    /// <summary>The body of a refusal instead of a token; <c>{request}</c> in it is replaced by the request. Null or empty means success.</summary>
    public string? Refusal { get; set; }

    /// <summary>Called before each token is returned.</summary>
    public Action<string>? OnToken { get; set; }

    /// <summary>The number of connections, with or without a request.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The requests, in order.</summary>
    public IReadOnlyList<FakeRequest> Requests => _requests.ToArray();

    /// <summary>The requests for a token, in order.</summary>
    public IReadOnlyList<FakeRequest> TokenRequests => _requests.Where(request => request.IsForToken).ToArray();

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _listener.Dispose();
        _certificate?.Dispose();
        _stop.Dispose();
    }

    private static X509Certificate2 CreateServer(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, authority.NotBefore, authority.NotAfter, new byte[] { 1, 2, 3, 4 });
        using var withKey = certificate.CopyWithPrivateKey(key);
        // Windows cannot serve TLS with a key that was never in a key store.
#pragma warning disable SYSLIB0057 // Its successor is not in the .NET of PowerShell 7.4.
        return new X509Certificate2(withKey.Export(X509ContentType.Pkcs12));
#pragma warning restore SYSLIB0057
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(client);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(_certificate).ConfigureAwait(false);
                    stream = tls;
                }

                using (stream)
                {
                    if (await FakeRequest.ReadAsync(stream, _stop.Token).ConfigureAwait(false) is { } request)
                    {
                        _requests.Enqueue(request);
                        var (status, body) = Answer(request);
                        var bytes = Encoding.UTF8.GetBytes(body);
                        var head = $"HTTP/1.1 {status.ToString(CultureInfo.InvariantCulture)} Fake\r\nContent-Type: application/json\r\nContent-Length: "
                            + $"{bytes.Length.ToString(CultureInfo.InvariantCulture)}\r\nConnection: close\r\n\r\n";
                        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token).ConfigureAwait(false);
                        await stream.WriteAsync(bytes, _stop.Token).ConfigureAwait(false);
                    }
                }
            }
            catch (Exception gone) when (gone is IOException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
            {
                // The caller disconnected, or does not trust the certificate.
            }
        }
    }

    private (int Status, string Body) Answer(FakeRequest request)
    {
        if (request.Path.EndsWith("/devicecode", StringComparison.Ordinal))
        {
            return (200, $$"""
                {"user_code":"CODE-1234","device_code":"device","verification_uri":"{{Address}}/device","expires_in":900,"interval":1,
                 "message":"To sign in, open {{Address}}/device and enter CODE-1234."}
                """);
        }

        if (!request.IsForToken)
        {
            return (404, "{}");
        }

        if (Refusal is { Length: > 0 } refusal)
        {
            return (request.Path.Contains("/oauth2/v2.0/", StringComparison.Ordinal) ? 401 : 400, refusal.Replace("{request}", JsonEncodedText.Encode(request.All).ToString(), StringComparison.Ordinal));
        }

        var token = Token ?? TokenPrefix + Interlocked.Increment(ref _tokens).ToString(CultureInfo.InvariantCulture);
        OnToken?.Invoke(token);
        // An application has neither name nor refresh token.
        var user = request["grant_type"] is "" or "client_credentials" ? string.Empty : $$"""
            ,"refresh_token":"refresh-{{token}}","client_info":"{{Base64("""{"uid":"user","utid":"tenant"}""")}}","id_token":"{{Base64("""{"alg":"none"}""")}}.{{Base64("""{"oid":"user","tid":"tenant","preferred_username":"someone@example.com","sub":"user","aud":"client","iss":"fake"}""")}}."
            """;
        var expiresOn = DateTimeOffset.UtcNow.AddSeconds(Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return (200, $$"""
            {"token_type":"Bearer","expires_in":{{Lifetime.ToString(CultureInfo.InvariantCulture)}},"expires_on":"{{expiresOn}}","resource":"{{request["resource"]}}","access_token":"{{token}}"{{user}}}
            """);
    }
}

/// <summary>A received request.</summary>
public sealed class FakeRequest
{
    private FakeRequest(string method, string target, IReadOnlyDictionary<string, string> headers, string body)
    {
        var parts = target.Split('?', 2);
        Method = method;
        Path = parts[0];
        Headers = headers;
        Body = body;
        Query = parts.Length > 1 ? parts[1] : string.Empty;
    }

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>The path without the query.</summary>
    public string Path { get; }

    /// <summary>The query.</summary>
    public string Query { get; }

    /// <summary>The headers, ignoring case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body.</summary>
    public string Body { get; }

    /// <summary>Whether it requests a token.</summary>
    public bool IsForToken => Path.EndsWith("/token", StringComparison.Ordinal);

    /// <summary>Query and body decoded, and the headers: what a server could echo.</summary>
    public string All => WebUtility.UrlDecode(Query + " " + Body) + " " + string.Join(' ', Headers.Select(header => header.Key + ": " + header.Value));

    /// <summary>A field of the query or of the form; empty when it is missing.</summary>
    public string this[string name] => (Query + "&" + Body).Split('&').Select(pair => pair.Split('=', 2))
        .Where(pair => pair.Length == 2 && WebUtility.UrlDecode(pair[0]) == name).Select(pair => WebUtility.UrlDecode(pair[1])).FirstOrDefault() ?? string.Empty;

    internal static async Task<FakeRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        var end = -1;
        while (end < 0)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            // One character a byte, so that lengths are those of the wire.
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            end = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
        }

        var lines = text.ToString(0, end).Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var length = headers.TryGetValue("Content-Length", out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : 0;
        while (text.Length < end + 4 + length)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        var first = lines[0].Split(' ');
        return new FakeRequest(first[0], first[1], headers, text.ToString(end + 4, length));
    }
}
