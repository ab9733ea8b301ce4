using System.Collections.Concurrent;
using AksExtensions.Arm;
using AksExtensions.Azure;
using AksExtensions.Azure.Pipeline;
using AksExtensions.Azure.Tests;
using AksExtensions.Catalogue;
using AksExtensions.Emulator;
using AksExtensions.Estate;
using AksExtensions.Fleet;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Xunit;
using Installed = AksExtensions.Emulator.Resources.Extension;

namespace AksExtensions.DesiredState.Tests;

/// <summary>An emulated Azure with clusters, and the engine that applies a baseline to them, on one virtual clock.</summary>
internal sealed class EmulatedEstate : IAsyncDisposable, ISecretValues, IEstateObserver
{
    public const string Secret = "hidden-5up3r-s3cret";

    private EmulatedEstate(ArmEmulator arm, FleetTime time, string certificateAuthority)
    {
        Arm = arm;
        Time = time;
        Service = new ArmServiceFactory(new CountingTransport(Transports.Create(certificateAuthority), time)).Create(new()
        {
            Endpoint = arm.Endpoint,
            Audience = arm.Endpoint.ToString(),
            SignIn = SignIn.With(new SecretValue(arm.AccessToken)),
            TimeProvider = time,
        });
    }

    public ArmEmulator Arm { get; }

    public FleetTime Time { get; }

    public IArmService Service { get; }

    /// <summary>Called before a change is confirmed; null when there is none.</summary>
    public Func<PlannedInstance, Task>? BeforeAgreeing { get; set; }

    /// <summary>The number of questions.</summary>
    public int Questions { get; private set; }

    /// <summary>How often protected settings were read.</summary>
    public int SecretReads { get; private set; }

    /// <summary>The changes that the emulator received since <see cref="Forget"/>: method, instance and cluster.</summary>
    public IReadOnlyList<string> Writes => [.. Arm.Requests.Snapshot()
        .Where(request => request.Method is "PUT" or "PATCH" or "DELETE")
        .Select(request => $"{request.Method} {Names(request.Path)}")
        .Order(StringComparer.Ordinal)];

    /// <summary>How many requests read something: an instance, a page of the estate, or an operation.</summary>
    public int Count(string method, string part) => Arm.Requests.Snapshot().Count(
        request => request.Method == method && request.Path.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>How many single instances were read.</summary>
    public int InstancesRead => Arm.Requests.Snapshot().Count(request =>
        request.Method == "GET" && request.Path.Contains("/extensions/", StringComparison.OrdinalIgnoreCase) && !request.Path.Contains("/operations/", StringComparison.OrdinalIgnoreCase));

    public static async Task<EmulatedEstate> StartAsync(EmulatorOptions? options = null)
    {
        var time = new FleetTime();
        var arm = await ArmEmulator.StartAsync((options ?? new()) with { TimeProvider = time }, TestContext.Current.CancellationToken);
        foreach (var cluster in arm.State.GetClusters())
        {
            arm.State.RemoveCluster(cluster.Id);
        }

        return new(arm, time, await File.ReadAllTextAsync(arm.CertificateFile, TestContext.Current.CancellationToken));
    }

    /// <summary>Adds a cluster.</summary>
    public string AddCluster(string name, string? ring = null, string env = "prod", string power = "Running") => Arm.State.AddCluster(new Emulator.Resources.Cluster
    {
        SubscriptionId = Arm.SubscriptionId, ResourceGroup = "rg", Name = name, PowerState = power,
        Tags = ring is null ? new Dictionary<string, string> { ["env"] = env } : new Dictionary<string, string> { ["env"] = env, ["ring"] = ring },
    }).Id;

    /// <summary>Adds an instance that was changed long ago.</summary>
    public Installed Install(string cluster, string name = "app", string version = "1.0.0", Func<Installed, Installed>? change = null)
    {
        var extension = new Installed
        {
            ClusterId = Reference(cluster).Id, Name = name, ExtensionType = "fabrikam.app", Version = version, CurrentVersion = version,
            AutoUpgradeMinorVersion = false, AutoUpgradeMode = "none", Scope = new(true, "app"), LastModifiedAt = Time.GetUtcNow().AddDays(-30),
        };
        return Arm.State.AddExtension(change is null ? extension : change(extension));
    }

    /// <summary>An update of another client, which takes ten minutes.</summary>
    public Task StartUpdateAsync(string cluster, string version, string name = "app") => Service.Extensions.UpdateAsync(
        new(Reference(cluster), name),
        new()
        {
            Version = version, AutoUpgradeMinorVersion = false,
            ConfigurationSettings = new Dictionary<string, string> { ["emulator.operationSeconds"] = "600" },
        },
        TestContext.Current.CancellationToken);

    /// <summary>The current instance; null when there is none.</summary>
    public Installed? Find(string cluster, string name = "app") => Arm.State.FindExtension(new ExtensionReference(Reference(cluster), name).Id);

    /// <summary>Forgets the requests so far.</summary>
    public void Forget() => Arm.Requests.Clear();

    /// <summary>Lets time pass.</summary>
    public Task PassAsync(TimeSpan time) => Task.Delay(time, Time, TestContext.Current.CancellationToken);

    /// <summary>The plan of a baseline for the current estate.</summary>
    public Task<FleetPlan> PlanAsync(string document, SyncOptions? options = null, PlanScope? scope = null) =>
        PlanAsync(Samples.Read(document), new() { Sync = options ?? new() }, scope);

    /// <summary>The differences, one per line: cluster, name, status and action.</summary>
    public async Task<IReadOnlyList<string>> CompareAsync(string document, SyncOptions? options = null, PlanScope? scope = null) =>
        [.. (await PlanAsync(document, options ?? new() { Prune = true }, scope)).Instances.Select(instance => instance.ToDrift())
            .Select(drift => $"{drift.ClusterName} {drift.Name} {drift.Status} {drift.Action}")];

    /// <summary>The plan of a run as text.</summary>
    public async Task<string> ExplainAsync(string document, RolloutOptions? options = null)
    {
        options ??= new();
        var baseline = Samples.Read(document);
        var appraiser = Appraiser(baseline, options);
        var plan = await new PlanReader(Service, Service.Estate, Time, this).ReadAsync(baseline, appraiser, new(), TestContext.Current.CancellationToken);
        return string.Join('\n', await Rollout(options, appraiser, new()).ExplainAsync(plan, TestContext.Current.CancellationToken));
    }

    /// <summary>Applies a baseline to the estate.</summary>
    public async Task<IReadOnlyList<ExtensionChange>> SyncAsync(
        string document, RolloutOptions? options = null, CancellationToken? cancellationToken = null, IEstateClient? estate = null)
    {
        options ??= new();
        var stop = cancellationToken ?? TestContext.Current.CancellationToken;
        var baseline = Samples.Read(document);
        var appraiser = Appraiser(baseline, options);
        var plan = await new PlanReader(Service, estate ?? Service.Estate, Time, this).ReadAsync(baseline, appraiser, new(), stop);
        var observer = new RolloutRecorder { Agree = AgreeAsync };
        await Rollout(options, appraiser, observer).RunAsync(plan, stop);
        return [.. observer.Changes.OrderBy(change => change.ClusterName, StringComparer.Ordinal).ThenBy(change => change.Name, StringComparer.Ordinal)];
    }

    /// <summary>The results of a run, one per line: cluster, name, action and result.</summary>
    public async Task<IReadOnlyList<string>> SyncTextAsync(string document, RolloutOptions? options = null) =>
        [.. (await SyncAsync(document, options)).Select(change => $"{change.ClusterName} {change.Name} {change.Action} {change.Result}")];

    /// <summary>The current state of Resource Graph.</summary>
    public async Task<EstateSnapshot> SnapshotAsync(bool withTimes = true)
    {
        var (clusters, extensions) = (new List<AksCluster>(), new List<ClusterExtension>());
        var reader = new EstateReader(Time, this);
        await foreach (var page in reader.ReadAsync(EstateQuery.For(new ClusterFilter()), Service.Estate.FindClustersAsync, TestContext.Current.CancellationToken))
        {
            clusters.AddRange(page);
        }

        await foreach (var page in reader.ReadAsync(EstateQuery.For(new ExtensionFilter()), Service.Estate.FindExtensionsAsync, TestContext.Current.CancellationToken))
        {
            extensions.AddRange(page.Select(extension => withTimes ? extension : new(extension.Reference)
            {
                Id = extension.Id, Name = extension.Name, ExtensionType = extension.ExtensionType,
                ProvisioningState = extension.ProvisioningState, PinnedVersion = extension.PinnedVersion, CurrentVersion = extension.CurrentVersion,
            }));
        }

        return new(clusters, extensions);
    }

    public ClusterReference Reference(string cluster) => ClusterReference.Create(Arm.SubscriptionId, "rg", cluster);

    public async ValueTask DisposeAsync()
    {
        Service.Dispose();
        await Arm.DisposeAsync();
        Time.Dispose();
    }

    ValueTask<IReadOnlyDictionary<string, SecretValue>> ISecretValues.ReadAsync(DesiredExtension desired, CancellationToken cancellationToken)
    {
        SecretReads++;
        return new(desired.ProtectedSettings.Keys.ToDictionary(key => key, key => new SecretValue($"{Secret}-{key}")));
    }

    void IEstateObserver.OnPaused(TimeSpan pause)
    {
    }

    void IEstateObserver.OnTruncated() => Assert.Fail("The emulator leaves nothing out.");

    void IEstateObserver.OnSubscriptionLimitHit() => Assert.Fail("There are not so many subscriptions.");

    void IEstateObserver.OnUnknown(string id) => Assert.Fail($"{id} is on a known cluster.");

    private async Task AgreeAsync(PlannedInstance instance)
    {
        Questions++;
        if (BeforeAgreeing is { } before)
        {
            // Once: what happens then can be a run too.
            BeforeAgreeing = null;
            await before(instance);
        }
    }

    private Task<FleetPlan> PlanAsync(Baseline baseline, RolloutOptions options, PlanScope? scope) => new PlanReader(Service, Service.Estate, Time, this).ReadAsync(
        baseline, Appraiser(baseline, options), scope ?? new(), TestContext.Current.CancellationToken);

    private Appraiser Appraiser(Baseline baseline, RolloutOptions options) => new(baseline, options.Sync, options.Ring, Time);

    private Rollout Rollout(RolloutOptions options, Appraiser appraiser, RolloutRecorder observer) => new(
        Service, new(Service, Time, TimeSpan.FromHours(2), new SilentObserver()), this, appraiser, Time, options, observer);

    private static string Names(string path)
    {
        var segments = path.Split('/');
        return $"{segments[^1]} {segments[Array.FindIndex(segments, segment => segment.Equals("managedClusters", StringComparison.OrdinalIgnoreCase)) + 1]}";
    }

    /// <summary>Records the events of a run.</summary>
    public sealed class RolloutRecorder : IRolloutObserver
    {
        public ConcurrentQueue<ExtensionChange> Changes { get; } = new();

        public ConcurrentQueue<TypeFinding> Findings { get; } = new();

        public Func<PlannedInstance, Task>? Agree { get; init; }

        public async Task<bool> AgreeAsync(PlannedInstance instance, Verdict verdict, CancellationToken cancellationToken)
        {
            await (Agree?.Invoke(instance) ?? Task.CompletedTask);
            return true;
        }

        public void OnRing(BaselineRing? ring, int count) => Assert.True(count > 0);

        public void OnStarted(PlannedInstance instance) => Assert.NotNull(instance);

        public Task OnDoneAsync(ExtensionChange change, AksExtensionException? failure, CancellationToken cancellationToken)
        {
            Assert.Equal(change.Result == "Failed", failure is not null);
            Assert.Equal(failure?.Message, change.Error?.Message);
            Changes.Enqueue(change);
            return Task.CompletedTask;
        }

        public void OnFinding(TypeFinding finding) => Findings.Enqueue(finding);

        public void OnDetail(string text) => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
    }

    private sealed class SilentObserver : ILifecycleObserver
    {
        public void OnSending(ExtensionReference extension, OperationKind kind)
        {
        }

        public void OnRefused(ExtensionReference extension)
        {
        }

        public void OnStarted(ExtensionOperation operation)
        {
        }

        public void OnPolled(ExtensionOperation operation)
        {
        }

        public void OnReadFailed(ExtensionOperation operation, AksExtensionException failure)
        {
        }

        public void OnEnded(ExtensionOperation operation)
        {
        }

        public Task<bool> AgreeToLoseAsync(ClusterExtension extension, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("A rollout never loses secrets.");
    }
}
