using AksExtensions.Emulator.Http;

namespace AksExtensions.Emulator.Control;

/// <summary>
/// The emulator's own endpoints under <c>/_emulator/</c>, for tests that run in another process.
/// They accept only the primary token, and faults, latency and budgets do not apply to them.
/// </summary>
internal sealed class ControlRouter(EmulatorServices services)
{
    private readonly ControlRequests _requests = new(services.Requests);
    private readonly ControlFaults _faults = new(services.Faults);
    private readonly ControlResources _resources = new(services);
    private readonly ControlRoles _roles = new(services);
    private readonly ControlOptions _options = new(services);

    public ArmResponse Answer(ArmRequest request) => (request.Method, request.Segments[1..]) switch
    {
        ("GET", ["requests"]) => _requests.List(),
        ("DELETE", ["requests"]) => Do(services.Requests.Clear),
        ("GET", ["faults"]) => _faults.List(),
        ("POST", ["faults"]) => _faults.Add(request),
        ("DELETE", ["faults"]) => Do(services.Faults.Clear),
        ("PUT", ["clusters"]) => _resources.PutClusters(request),
        ("DELETE", ["clusters"]) => _resources.DeleteCluster(request),
        ("POST", ["extensions"]) => _resources.PlaceExtension(request),
        ("PUT", ["pods"]) => _resources.PutPods(request),
        ("GET", ["secrets"]) => _resources.Secrets(request),
        ("PUT", ["subscriptions"]) => _resources.PutSubscription(request),
        ("PUT", ["providers"]) => _resources.PutProvider(request),
        ("PUT", ["locks"]) => _resources.PutLock(request),
        ("DELETE", ["locks"]) => _resources.DeleteLock(request),
        ("PUT", ["storageAccounts"]) => _resources.PutStorageAccount(request),
        ("DELETE", ["storageAccounts"]) => _resources.DeleteStorageAccount(request),
        ("GET", ["roleAssignments"]) => _roles.List(),
        ("PUT", ["roleAssignments"]) => _roles.Put(request),
        ("GET", ["options"]) => _options.Show(),
        ("PUT", ["options"]) => _options.Change(request),
        ("POST", ["clock"]) => _options.Advance(request),
        ("POST", ["reset"]) => Do(Reset),
        _ => ArmErrors.NoRoute(request),
    };

    private static ArmResponse Do(Action action)
    {
        action();
        return ArmResponse.Empty(StatusCodes.Status204NoContent);
    }

    private void Reset()
    {
        services.Settings.Restore();
        services.Faults.Clear();
        services.Budgets.Reset();
        services.State.Reset();
        services.Requests.Clear();
    }
}
