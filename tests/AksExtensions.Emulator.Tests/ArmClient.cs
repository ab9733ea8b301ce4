using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using AksExtensions.Emulator.Resources;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AksExtensions.Emulator.Tests;

/// <summary>An emulator on a clock that does not move, and a plain client that trusts only this emulator.</summary>
public sealed class ArmClient : IAsyncDisposable
{
    public const string ExtensionsVersion = "api-version=2025-03-01";
    public const string TypesVersion = "api-version=2024-11-01-preview";

    private readonly HttpClient _http;

    private ArmClient(ArmEmulator emulator, FakeTimeProvider time)
    {
        Emulator = emulator;
        Time = time;
        _http = CreateHttp(emulator);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", emulator.AccessToken);
    }

    public ArmEmulator Emulator { get; }

    public FakeTimeProvider Time { get; }

    public ArmState State => Emulator.State;

    public string Subscription => $"/subscriptions/{Emulator.SubscriptionId}";

    public string Aks => $"{Subscription}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1";

    public string DemoAks => $"{Subscription}/resourceGroups/demo-rg/providers/Microsoft.ContainerService/managedClusters/demo-aks";

    public string Arc => $"{Subscription}/resourceGroups/rg/providers/Microsoft.Kubernetes/connectedClusters/arc1";

    public static async Task<ArmClient> StartAsync(EmulatorOptions? options = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 9, 17, 20, 17, 56, TimeSpan.Zero).AddTicks(5257594));
        options = (options ?? new EmulatorOptions()) with { TimeProvider = time };
        var emulator = await ArmEmulator.StartAsync(options, TestContext.Current.CancellationToken);
        return new ArmClient(emulator, time);
    }

    /// <summary>A client without a token.</summary>
    public static HttpClient CreateHttp(ArmEmulator emulator)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { X509Certificate2.CreateFromPem(File.ReadAllText(emulator.CertificateFile)) },
                },
            },
        };
        return new HttpClient(handler) { BaseAddress = emulator.Endpoint, Timeout = TimeSpan.FromSeconds(10) };
    }

    public static string Extension(string cluster, string name) =>
        $"{cluster}/providers/Microsoft.KubernetesConfiguration/extensions/{name}";

    public Task<ArmAnswer> GetAsync(string path, string? query = ExtensionsVersion) => SendAsync(HttpMethod.Get, path, query);

    public Task<ArmAnswer> PutAsync(string path, object body, string? query = ExtensionsVersion) =>
        SendAsync(HttpMethod.Put, path, query, body);

    public Task<ArmAnswer> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, ExtensionsVersion, body);

    public Task<ArmAnswer> DeleteAsync(string path, string query = ExtensionsVersion) => SendAsync(HttpMethod.Delete, path, query);

    public Task<ArmAnswer> PostAsync(string path, object? body = null, string? query = null) =>
        SendAsync(HttpMethod.Post, path, query, body);

    /// <summary>Sends a request. A string is sent unchanged as its body, anything else as JSON.</summary>
    public async Task<ArmAnswer> SendAsync(
        HttpMethod method, string path, string? query = null, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, query is null ? path : $"{path}?{query}");
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await ArmAnswer.ReadAsync(response);
    }

    /// <summary>Creates an extension and completes its operation.</summary>
    public async Task<ArmAnswer> InstallAsync(string path, object properties)
    {
        var created = await PutAsync(path, new { properties });
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Pass();
        return created;
    }

    /// <summary>Lets more time pass than any operation takes.</summary>
    public void Pass(double seconds = 4) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Emulator.DisposeAsync();
    }
}
