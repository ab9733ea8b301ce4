using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>AKS clusters: list in a subscription or a group, and show.</summary>
internal sealed class ManagedClustersEndpoint(EmulatorServices services) : IArmEndpoint
{
    private readonly Guard _guard = new(services.State);

    public ArmResponse? Answer(ArmRequest request)
    {
        var path = request.Arm;
        if (path is not { Subscription: not null, Providers: [{ Parts: [var type, ..] } provider] }
            || ClusterType.Find(provider.Namespace, type) is not { Kind: ClusterKind.ManagedCluster } managed)
        {
            return null;
        }

        ApiVersions.RequireAny(request);
        if (request.Method != HttpMethods.Get)
            return ArmErrors.MethodNotAllowed(request, "GET");
        _guard.Registered(path.Subscription, managed.Namespace);
        return provider.Parts.Length switch
        {
            1 => List(request, path),
            2 when path.ResourceGroup is not null => Show(path),
            _ => null,
        };
    }

    private ArmResponse Show(ArmPath path)
    {
        var cluster = _guard.Cluster(path);
        return ArmResponse.Ok(w => ClusterJson.Write(w, cluster, services.Clock.UtcNow));
    }

    private ArmResponse List(ArmRequest request, ArmPath path)
    {
        if (path.ResourceGroup is null)
            _guard.Subscription(path);
        else
            _guard.Group(path);
        var now = services.Clock.UtcNow;
        var clusters = services.State.Clusters.List(ClusterKind.ManagedCluster, path.Subscription!, path.ResourceGroup);
        return Paging.Page(request, services.Settings, clusters, (w, c) => ClusterJson.Write(w, c, now), nullNextLink: false);
    }
}
