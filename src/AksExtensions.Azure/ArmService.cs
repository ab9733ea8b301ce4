using AksExtensions.Arm;
using AksExtensions.Azure.Clients;
using AksExtensions.Azure.Pipeline;

namespace AksExtensions.Azure;

/// <summary><see cref="IArmService"/> over Azure.ResourceManager: the clients of one command.</summary>
internal sealed class ArmService : IArmService
{
    private readonly ArmCalls _calls;
    private readonly Lazy<ArmRequests> _quietRequests;

    public ArmService(ArmCalls calls, Lazy<ArmRequests> quietRequests)
    {
        (_calls, _quietRequests) = (calls, quietRequests);
        Extensions = new ExtensionClient(calls);
        ExtensionTypes = new ExtensionTypeClient(calls);
        Clusters = new ClusterClient(calls);
        KubernetesResources = new KubernetesResourceClient(calls);
        Commands = new RunCommandClient(calls);
        Resources = new ResourceClient(calls);
        VmSizes = new VmSizeClient(calls);
        Access = new AccessClient(calls);
        RoleAssignments = new RoleAssignmentClient(calls);
        Subscriptions = new SubscriptionClient(calls);
        Estate = new EstateClient(calls);
    }

    public IExtensionClient Extensions { get; }

    public IExtensionTypeClient ExtensionTypes { get; }

    public IClusterClient Clusters { get; }

    public IKubernetesResourceClient KubernetesResources { get; }

    public IRunCommandClient Commands { get; }

    public IResourceClient Resources { get; }

    public IVmSizeClient VmSizes { get; }

    public IAccessClient Access { get; }

    public IRoleAssignmentClient RoleAssignments { get; }

    public ISubscriptionClient Subscriptions { get; }

    public IEstateClient Estate { get; }

    public SignedIn? SignedIn => _calls.Requests.SignedIn;

    public IArmService Observe(Action<ArmExchange>? onRequest, Action<ArmPause>? onPause = null) =>
        new ArmService(new(_calls.Requests, _calls.Connection, _calls.ExtensionTypes, new CommandScope(onRequest, onPause)), _quietRequests);

    public void ReportPause(string subscriptionId, TimeSpan duration) =>
        _calls.Scope.Pausing(subscriptionId, duration, PacingPolicy.Throttling, _calls.Connection.TimeProvider);

    public IArmService Quiet() => new ArmService(new(_quietRequests.Value, _calls.Connection, _calls.ExtensionTypes, _calls.Scope), _quietRequests);

    public Task<TokenSource> SignInAsync(CancellationToken cancellationToken) => _calls.Requests.SignInAsync(cancellationToken);

    public void Dispose()
    {
        // All services of a connection share the transport, which ends with the connection.
    }
}
