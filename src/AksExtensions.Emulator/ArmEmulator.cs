using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AksExtensions.Emulator.Certificates;
using AksExtensions.Emulator.Faults;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;
using AksExtensions.Emulator.Seeds;
using AksExtensions.Emulator.StateFiles;
using AksExtensions.Emulator.Throttling;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AksExtensions.Emulator;

/// <summary>
/// A local Azure Resource Manager on 127.0.0.1 with TLS, for tests, demonstrations and experiments.
/// Clients trust the certificate in <see cref="CertificateFile"/> and send <see cref="AccessToken"/>.
/// </summary>
public sealed class ArmEmulator : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly EmulatorServices _services;
    private readonly EmulatorCertificates _certificates;
    private readonly CertificateFile _certificateFile;
    private readonly StateSaver? _saver;
    private readonly CancellationTokenSource _stopping;
    private int _disposed;

    private ArmEmulator(
        WebApplication app,
        EmulatorServices services,
        EmulatorCertificates certificates,
        CertificateFile certificateFile,
        StateSaver? saver,
        CancellationTokenSource stopping)
    {
        _app = app;
        _services = services;
        _certificates = certificates;
        _certificateFile = certificateFile;
        _saver = saver;
        _stopping = stopping;
        Endpoint = new Uri(app.Urls.Single());
    }

    /// <summary>The address: <c>https://127.0.0.1:PORT</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>The full path of the certificate authority's certificate (PEM). Deleted at stop.</summary>
    public string CertificateFile => _certificateFile.Path;

    /// <summary>The bearer token that callers must send.</summary>
    public string AccessToken => _services.Tokens.Primary;

    /// <summary>The subscription of the seed.</summary>
    public string SubscriptionId => _services.State.SubscriptionId;

    /// <summary>The state of the emulated Azure, which can be read and changed.</summary>
    public ArmState State => _services.State;

    /// <summary>The requests received.</summary>
    public RequestLog Requests => _services.Requests;

    /// <summary>The faults.</summary>
    public FaultPlan Faults => _services.Faults;

    /// <summary>The settings that can change while the emulator runs.</summary>
    public EmulatorSettings Settings => _services.Settings;

    /// <summary>The clock of operations and buckets.</summary>
    public EmulatorClock Clock => _services.Clock;

    /// <summary>The accepted tokens.</summary>
    public AccessTokens Tokens => _services.Tokens;

    /// <summary>The certificate authority's certificate.</summary>
    public X509Certificate2 CertificateAuthority => _certificates.Authority;

    /// <summary>Starts an emulator and returns when it listens.</summary>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    /// <exception cref="IOException">The port is taken, or a file cannot be written.</exception>
    public static async Task<ArmEmulator> StartAsync(EmulatorOptions? options = null, CancellationToken ct = default)
    {
        options ??= new EmulatorOptions();
        var services = CreateServices(options);
        var stateFile = options.StateFile is null ? null : new StateFile(options.StateFile, services.State, services.Clock);
        if (stateFile?.Load() is not true)
            services.State.Reset();

        var certificates = EmulatorCertificates.Create();
        var stopping = new CancellationTokenSource();
        var app = CreateApp(options, certificates);
        try
        {
            var pipeline = new RequestPipeline(services, app.Services.GetRequiredService<ILogger<RequestPipeline>>(), stopping.Token);
            app.Run(pipeline.HandleAsync);
            await app.StartAsync(ct);
            var file = Certificates.CertificateFile.Write(certificates.Authority, options.CertificateFile);
            var saver = stateFile is null
                ? null
                : new StateSaver(stateFile, services.State, app.Services.GetRequiredService<ILogger<StateSaver>>());
            return new ArmEmulator(app, services, certificates, file, saver, stopping);
        }
        catch
        {
            await app.DisposeAsync();
            certificates.Dispose();
            stopping.Dispose();
            throw;
        }
    }

    /// <summary>Stops listening, aborts running requests, and deletes the certificate file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        // Requests that hang or wait on purpose would delay the stop.
        await _stopping.CancelAsync();
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
            await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        if (_saver is not null)
            await _saver.DisposeAsync();
        _certificateFile.Dispose();
        _certificates.Dispose();
        _stopping.Dispose();
    }

    private static EmulatorServices CreateServices(EmulatorOptions options)
    {
        var settings = new EmulatorSettings(options);
        var clock = new EmulatorClock(options.TimeProvider);
        var state = new ArmState(options.SubscriptionId ?? EmulatorOptions.DefaultSubscriptionId, clock, Seed.Named(options.Seed));
        var token = options.AccessToken ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        return new EmulatorServices(
            state,
            settings,
            clock,
            new AccessTokens(token, clock),
            new RequestLog(),
            new FaultPlan(),
            new SubscriptionBudgets(settings, clock));
    }

    private static WebApplication CreateApp(EmulatorOptions options, EmulatorCertificates certificates)
    {
        // The empty builder reads no environment variables or settings files, so nothing outside changes the behavior of the emulator.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        options.Logging?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The pipeline refuses large bodies itself, as Azure Resource Manager does. Signed links are long.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestLineSize = 32 * 1024;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Protocols = options.Http2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
                listen.UseHttps(certificates.Server);
            });
        });
        return builder.Build();
    }
}
