using AksExtensions.Arm;
using AksExtensions.Azure;
using AksExtensions.Azure.Pipeline;
using AksExtensions.Emulator;
using AksExtensions.Emulator.Faults;
using AksExtensions.Emulator.Resources;
using AksExtensions.Fleet;
using AksExtensions.Settings;
using AksExtensions.Tests;

namespace AksExtensions.Faults.Tests;

/// <summary>An emulator, a connected service, and one virtual clock. Every case has its own cluster.</summary>
public sealed class MatrixAzure : IAsyncDisposable
{
    /// <summary>The value of -TimeoutSeconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The maximum duration of a last check after the timeout.</summary>
    public static readonly TimeSpan LastLook = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan OperationDuration = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RealLimit = TimeSpan.FromSeconds(10);
    private const int MostRequests = 400;

    private readonly ArmEmulator _arm;
    private readonly FleetTime _time;
    private readonly MatrixTransport _transport;
    private readonly IArmService _service;
    private int _clusters;

    private MatrixAzure(ArmEmulator arm, FleetTime time, MatrixTransport transport, IArmService service)
    {
        (_arm, _time, _transport, _service) = (arm, time, transport, service);
        // A fault that delays a request is a wait, so time passes.
        arm.Faults.Holding += isHeld =>
        {
            if (isHeld)
            {
                time.Leave();
            }
            else
            {
                time.Enter();
            }
        };
    }

    public static async Task<MatrixAzure> StartAsync(CancellationToken cancellationToken)
    {
        var time = new FleetTime();
        var arm = await ArmEmulator.StartAsync(new() { TimeProvider = time, OperationDuration = OperationDuration }, cancellationToken);
        var transport = new MatrixTransport(Transports.Create(await File.ReadAllTextAsync(arm.CertificateFile, cancellationToken), time), time);
        var service = new ArmServiceFactory(transport).Create(new()
        {
            Endpoint = arm.Endpoint,
            Audience = arm.Endpoint.ToString(),
            SignIn = SignIn.With(new SecretValue(arm.AccessToken)),
            TimeProvider = time,
        });
        var azure = new MatrixAzure(arm, time, transport, service);
        // The first connection and the first exception of a process take so much real time that the virtual clock would treat them as idle time.
        var reset = Fault.All.Single(fault => fault.Rule.Action == FaultAction.Reset);
        await azure.RunAsync(new(Command.New, FaultPlace.Change, reset, Once: true), cancellationToken);
        return azure;
    }

    /// <summary>Runs a case and returns its outcome.</summary>
    public async Task<Outcome> RunAsync(Cell cell, CancellationToken cancellationToken)
    {
        var cluster = _arm.State.AddCluster($"c{++_clusters:D4}");
        var reference = ClusterReference.Parse(cluster.Id, out _);
        var instance = new ExtensionReference(reference, "flux");
        var before = cell.Command is Command.Update or Command.Remove or Command.Get || cell.Occupied ? Install(cluster.Id, "flux") : null;
        if (cell.Command == Command.Get)
        {
            Install(cluster.Id, "dapr");
        }

        _arm.Faults.Clear();
        _transport.Reset();
        var observer = new RecordingObserver { Agrees = true };
        var waited = cell.Command == Command.Wait ? await StartedAsync(cell, instance, cancellationToken) : null;
        var known = _arm.State.GetOperations().Select(operation => operation.Id).ToHashSet();
        _arm.Requests.Clear();
        _arm.Faults.Add(cell.RuleFor(cluster.Name));

        var start = _time.Elapsed;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RealLimit);
        var result = await ResultAsync(() => CommandAsync(cell, instance, waited, observer, limit.Token), limit.Token);
        var facts = new Facts(
            cell,
            result,
            _time.Elapsed - start,
            (int)_arm.Requests.Count,
            _transport.WasUnbounded,
            observer.Events,
            [.. _arm.State.GetOperations().Where(operation => !known.Contains(operation.Id))],
            before,
            _arm.State.FindExtension($"{cluster.Id}/providers/Microsoft.KubernetesConfiguration/extensions/flux"));
        _arm.Faults.Clear();
        return Judge.Of(facts);
    }

    public async ValueTask DisposeAsync()
    {
        _service.Dispose();
        await _arm.DisposeAsync();
        _time.Dispose();
    }

    private Extension Install(string clusterId, string name) => _arm.State.AddExtension(new()
    {
        ClusterId = clusterId,
        Name = name,
        ExtensionType = $"microsoft.{name}",
        CurrentVersion = "1.18.2",
        Scope = new(true, $"{name}-system"),
        ConfigurationSettings = new Dictionary<string, string> { ["of"] = "somebody else" },
        ConfigurationProtectedSettings = new Dictionary<string, string> { ["key"] = "theirs" },
    });

    // What -NoWait returned, or the instance that is being created, to be waited for.
    private async Task<ExtensionOperation?> StartedAsync(Cell cell, ExtensionReference instance, CancellationToken cancellationToken)
    {
        var started = await _service.Extensions.CreateAsync(instance, Creation, cancellationToken);
        if (cell.Place != FaultPlace.Look)
        {
            return started.Operation;
        }

        // This process has not changed it, so the next GET is a check.
        _arm.Faults.Clear();
        return null;
    }

    private static CreateExtensionRequest Creation => new()
    {
        ExtensionType = "microsoft.flux",
        ConfigurationSettings = new Dictionary<string, string> { ["of"] = "us" },
    };

    private static UpdateExtensionRequest Change => new()
    {
        ConfigurationSettings = new Dictionary<string, string> { ["of"] = "us" },
        // Makes the update read first, to ask about what would be lost.
        ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["key"] = new("ours") },
    };

    private async Task<object> CommandAsync(
        Cell cell, ExtensionReference instance, ExtensionOperation? waited, ILifecycleObserver observer, CancellationToken stop)
    {
        var lifecycle = new ExtensionLifecycle(_service, _time, Patience, observer);
        switch (cell.Command)
        {
            case Command.New:
                var created = await lifecycle.StartCreateAsync(instance, Creation, stop);
                return (await lifecycle.WaitAsync(created.Operation, stop))!;
            case Command.Update:
                var updated = await lifecycle.StartUpdateAsync(instance, Change, stop);
                return (await lifecycle.WaitAsync(updated!.Operation, stop))!;
            case Command.Remove:
                if (await lifecycle.StartDeleteAsync(instance, force: false, stop) is not { } deleted)
                {
                    return "nothing to remove";
                }

                return await lifecycle.WaitAsync(deleted.Operation, stop) ?? (object)"removed";
            case Command.Get when cell.Place == FaultPlace.List:
                return await ListAsync(instance.Cluster, stop);
            case Command.Get:
                return await _service.Extensions.GetAsync(instance, stop);
            default:
                waited ??= ExtensionLifecycle.OperationOf(await _service.Extensions.GetAsync(instance, stop));
                return (await lifecycle.WaitAsync(waited, stop))!;
        }
    }

    private async Task<IReadOnlyList<ClusterExtension>> ListAsync(ClusterReference cluster, CancellationToken stop)
    {
        var all = new List<ClusterExtension>();
        await foreach (var one in _service.Extensions.ListAsync(cluster, stop))
        {
            all.Add(one);
            if (_arm.Requests.Count > MostRequests)
            {
                break;
            }
        }

        return all;
    }

    // Any outcome, including an unexpected error.
    private static async Task<object> ResultAsync(Func<Task<object>> command, CancellationToken limit)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return "hung";
        }
#pragma warning disable CA1031 // An exception that is not planned is a finding and not an end of the test.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }
    }
}
