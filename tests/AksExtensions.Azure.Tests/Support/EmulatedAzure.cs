using AksExtensions.Arm;
using AksExtensions.Emulator;
using AksExtensions.Fleet;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>An emulator and a service that is connected to it over TLS, on the same virtual clock.</summary>
internal sealed class EmulatedAzure : IAsyncDisposable
{
    public const string Secret = "hidden-5up3r-s3cret";
    private readonly List<ArmExchange> _exchanges = [];
    private readonly string _certificateAuthority;

    private EmulatedAzure(ArmEmulator arm, VirtualTime time, string certificateAuthority)
    {
        Arm = arm;
        Time = time;
        _certificateAuthority = certificateAuthority;
        Service = Connect();
        Aks = ClusterReference.Create(arm.SubscriptionId, "rg", "aks1");
        Flux = new(Aks, "flux");
    }

    public ArmEmulator Arm { get; }

    public VirtualTime Time { get; }

    public IArmService Service { get; }

    /// <summary>An AKS cluster without extensions.</summary>
    public ClusterReference Aks { get; }

    /// <summary>An extension that does not exist until a test adds it.</summary>
    public ExtensionReference Flux { get; }

    /// <summary>The requests that the service reported, in order.</summary>
    public IReadOnlyList<ArmExchange> Exchanges
    {
        get
        {
            lock (_exchanges)
            {
                return [.. _exchanges];
            }
        }
    }

    /// <summary>What the emulator received, in order: method and what follows the cluster.</summary>
    public IEnumerable<string> Received => Arm.Requests.Snapshot().Select(request =>
        $"{request.Method} {(request.Path.Contains("/operations/", StringComparison.Ordinal) ? "operation" : request.Path[(request.Path.LastIndexOf('/') + 1)..])}");

    public static async Task<EmulatedAzure> StartAsync(EmulatorOptions? options = null)
    {
        var time = new VirtualTime();
        var arm = await ArmEmulator.StartAsync((options ?? new()) with { TimeProvider = time }, TestContext.Current.CancellationToken);
        return new(arm, time, await File.ReadAllTextAsync(arm.CertificateFile, TestContext.Current.CancellationToken));
    }

    /// <summary>Another service on the same emulator, as another process would have it.</summary>
    public IArmService Connect(Func<ArmConnection, ArmConnection>? change = null)
    {
        var connection = new ArmConnection
        {
            Endpoint = Arm.Endpoint,
            Audience = Arm.Endpoint.ToString(),
            SignIn = SignIn.With(new SecretValue(Arm.AccessToken)),
            CertificateAuthority = _certificateAuthority,
            TimeProvider = Time,
        };
        return new ArmServiceFactory().Create(change is null ? connection : change(connection)).Observe(exchange =>
        {
            lock (_exchanges)
            {
                _exchanges.Add(exchange);
            }
        });
    }

    public ExtensionLifecycle Lifecycle(RecordingObserver? observer = null, TimeSpan? timeout = null) => Services.Lifecycle(Service, Time, observer, timeout);

    /// <summary>Adds an installed extension.</summary>
    public Emulator.Resources.Extension Install(string name = "flux", Func<Emulator.Resources.Extension, Emulator.Resources.Extension>? change = null)
    {
        var extension = new Emulator.Resources.Extension
        {
            ClusterId = Aks.Id,
            Name = name,
            ExtensionType = "microsoft.flux",
            CurrentVersion = "1.18.2",
            Scope = new(true, "flux-system"),
        };
        return Arm.State.AddExtension(change is null ? extension : change(extension));
    }

    /// <summary>Runs a call that must fail, and checks the failure: its ID, the request ID, and no secret.</summary>
    public async Task<AksExtensionException> FailsAsync(string errorId, Func<Task> action)
    {
        var failure = await Assert.ThrowsAsync<AksExtensionException>(action);
        Assert.True(errorId == failure.ErrorId, $"expected {errorId}, but it was {failure.ErrorId}: {failure.Message}");
        Assert.DoesNotContain(Arm.AccessToken, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
        if (failure.Arm is { } arm)
        {
            Assert.Contains(arm.RequestId, Exchanges.Select(exchange => exchange.RequestId));
            Assert.NotNull(arm.RequestId);
        }

        return failure;
    }

    public async Task<ClusterExtension?> CreateAsync(ExtensionReference extension, CreateExtensionRequest request)
    {
        var lifecycle = Lifecycle();
        var started = await lifecycle.StartCreateAsync(extension, request, TestContext.Current.CancellationToken);
        return await lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken);
    }

    public Task<ClusterExtension?> CreateAsync(CreateExtensionRequest? request = null) =>
        CreateAsync(Flux, request ?? new() { ExtensionType = "microsoft.flux" });

    public async Task<ClusterExtension?> UpdateAsync(UpdateExtensionRequest request)
    {
        var lifecycle = Lifecycle(new() { Agrees = true });
        var started = await lifecycle.StartUpdateAsync(Flux, request, TestContext.Current.CancellationToken);
        return await lifecycle.WaitAsync(started!.Operation, TestContext.Current.CancellationToken);
    }

    /// <summary>Deletes; false when there was nothing to delete.</summary>
    public async Task<bool> DeleteAsync(bool force = false)
    {
        var lifecycle = Lifecycle();
        if (await lifecycle.StartDeleteAsync(Flux, force, TestContext.Current.CancellationToken) is not { } started)
        {
            return false;
        }

        Assert.Null(await lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken));
        return true;
    }

    public Task<ClusterExtension> ShowAsync() => Service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken);

    public ValueTask<List<ClusterExtension>> ListAsync() =>
        Service.Extensions.ListAsync(Aks, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Service.Dispose();
        await Arm.DisposeAsync();
    }
}
