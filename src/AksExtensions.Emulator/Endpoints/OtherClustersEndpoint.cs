using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>Clusters that are not AKS: Arc, resource bridge, AKS on Azure Local, fleets. Show only.</summary>
internal sealed class OtherClustersEndpoint(EmulatorServices services) : IArmEndpoint
{
    private readonly Guard _guard = new(services.State);

    public ArmResponse? Answer(ArmRequest request)
    {
        if (request.Arm is not { ResourceGroup: not null, Providers: [{ Parts: [var type, _] } provider] }
            || ClusterType.Find(provider.Namespace, type) is null or { Kind: ClusterKind.ManagedCluster })
        {
            return null;
        }

        ApiVersions.RequireAny(request);
        if (request.Method != HttpMethods.Get)
            return ArmErrors.MethodNotAllowed(request, "GET");
        var cluster = _guard.Cluster(request.Arm);
        return ArmResponse.Ok(w => ClusterJson.Write(w, cluster, services.Clock.UtcNow));
    }
}
