using System.Collections.Concurrent;
using System.Globalization;
using AksExtensions.Arm;
using AksExtensions.Azure.Pipeline;
using AksExtensions.Emulator;
using AksExtensions.Fleet;
using AksExtensions.Settings;
using AksExtensions.Tests;

namespace AksExtensions.Azure.Tests;

/// <summary>Many clusters, an Azure with ARM's token buckets, and the engine, all by one virtual clock.</summary>
internal sealed class EmulatedFleet : IAsyncDisposable
{
    private const int Limit = 32;

    private readonly CountingTransport _transport;

    private EmulatedFleet(ArmEmulator arm, FleetTime time, string certificateAuthority, IReadOnlyList<ClusterReference> clusters, SignIn? signIn)
    {
        Arm = arm;
        Time = time;
        Clusters = clusters;
        _transport = new(Transports.Create(certificateAuthority), time);
        Budget = new(time);
        Service = new ArmServiceFactory(_transport).Create(new()
        {
            Endpoint = arm.Endpoint,
            Audience = arm.Endpoint.ToString(),
            SignIn = signIn ?? SignIn.With(new SecretValue(arm.AccessToken)),
            TimeProvider = time,
            Budget = Budget,
        });
    }

    public ArmEmulator Arm { get; }

    public FleetTime Time { get; }

    public ArmBudget Budget { get; }

    public IArmService Service { get; }

    public IReadOnlyList<ClusterReference> Clusters { get; }

    /// <summary>The result of each cluster: the final resource, or an error.</summary>
    public ConcurrentDictionary<string, object> Outcomes { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many requests were sent.</summary>
    public int Sent => _transport.Count((_, _) => true);

    /// <summary>The number of requests that were throttled.</summary>
    public int Throttled => _transport.Count((_, status) => status == 429);

    /// <summary>How many requests of this method were done.</summary>
    public int Done(string method) => _transport.Count((sent, status) => sent == method && status is >= 200 and < 300);

    /// <summary>The number of clusters by result.</summary>
    public IEnumerable<string> Summary => Outcomes.Values
        .GroupBy(outcome => outcome is AksExtensionException failure ? failure.ErrorId : outcome is ClusterExtension extension ? extension.ProvisioningState! : $"{outcome}")
        .Select(group => $"{group.Count()} {group.Key}")
        .Order(StringComparer.Ordinal);

    public static async Task<EmulatedFleet> StartAsync(
        int clusters, CancellationToken cancellationToken, Func<ArmEmulator, FleetTime, SignIn>? signIn = null, bool http2 = true)
    {
        var time = new FleetTime();
        var arm = await ArmEmulator.StartAsync(new() { TimeProvider = time, Throttle = true, Http2 = http2 }, cancellationToken);
        arm.Requests.Enabled = false;
        var references = arm.State.AddClusters(clusters).Select(cluster => ClusterReference.Parse(cluster.Id, out _)).ToList();
        return new(arm, time, await File.ReadAllTextAsync(arm.CertificateFile, cancellationToken), references, signIn?.Invoke(arm, time));
    }

    /// <summary>How long the create on each cluster takes: 1.5 to 7.5 minutes, as recorded, in no order but always the same.</summary>
    public static TimeSpan Duration(int index) => TimeSpan.FromSeconds(90 + ((index * 7919L) % 361));

    /// <summary>
    /// The least time that ARM's buckets allow for so many creates. A write must have its token: 200 are there, then 10 a second; the last to
    /// end is what takes longest from its own write on. Each create needs three reads (is it there, has it ended, what is it now), of which
    /// 250 are there, then 25 a second.
    /// </summary>
    public static TimeSpan Ideal(int creates)
    {
        var writes = Enumerable.Range(0, creates).Max(index => (Math.Max(0, index + 1 - 200) / 10.0) + Duration(index).TotalSeconds);
        var reads = ((3.0 * creates) - 250) / 25;
        return TimeSpan.FromSeconds(Math.Max(writes, reads));
    }

    /// <summary>The sequences of requests, with the fleet's budget.</summary>
    public ExtensionLifecycle Lifecycle(TimeSpan? timeout = null) =>
        new(Service, Time, timeout ?? TimeSpan.FromHours(2), new RecordingObserver(), Budget);

    /// <summary>Creates an extension on every cluster and waits for it, as New-AksClusterExtension does.</summary>
    public Task CreateAllAsync(CancellationToken cancellationToken, TimeSpan? timeout = null) => RunAsync(
        async (index, cluster, place, stop) =>
        {
            var lifecycle = Lifecycle(timeout);
            var started = await lifecycle.StartCreateAsync(new(cluster, "flux"), Request(index), stop);
            place.Wait();
            return (await lifecycle.WaitAsync(started.Operation, stop))!;
        },
        cancellationToken);

    /// <summary>Runs an action on every cluster, 32 at a time, and records the results.</summary>
    public async Task RunAsync(
        Func<int, ClusterReference, FanOut.Place, CancellationToken, Task<object>> work, CancellationToken cancellationToken)
    {
        Exception? defect = null;
        using var changed = new SemaphoreSlim(0);
        using var fanOut = new FanOut(Limit, waitingLimit: 10_000, () => changed.Release());
        for (var index = 0; index < Clusters.Count; index++)
        {
            while (!fanOut.HasRoom)
            {
                await changed.WaitAsync(cancellationToken);
            }

            var (at, cluster) = (index, Clusters[index]);
            fanOut.Start(
                async (place, stop) =>
                {
                    try
                    {
                        Outcomes[cluster.Id] = await work(at, cluster, place, stop);
                    }
                    catch (AksExtensionException failure)
                    {
                        Outcomes[cluster.Id] = failure;
                    }
                },
                fault => defect = fault);
        }

        while (!fanOut.IsIdle)
        {
            await changed.WaitAsync(cancellationToken);
        }

        if (defect is not null)
        {
            throw new InvalidOperationException("The engine has a defect.", defect);
        }
    }

    public static CreateExtensionRequest Request(int index) => new()
    {
        ExtensionType = "microsoft.flux",
        ConfigurationSettings = new Dictionary<string, string>
        {
            ["emulator.operationSeconds"] = Duration(index).TotalSeconds.ToString(CultureInfo.InvariantCulture),
        },
    };

    public async ValueTask DisposeAsync()
    {
        Service.Dispose();
        await Arm.DisposeAsync();
        Time.Dispose();
    }
}
