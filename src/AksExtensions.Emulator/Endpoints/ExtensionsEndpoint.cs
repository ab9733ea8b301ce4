using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>Extensions of a cluster: list, show, create, update and delete.</summary>
internal sealed class ExtensionsEndpoint(EmulatorServices services) : IArmEndpoint
{
    private const string Caller = $"tenantId={Subscription.DefaultTenantId},objectId=20000000-0000-0000-0000-000000000001";

    private readonly Guard _guard = new(services.State);
    private readonly ExtensionCreation _creation = new(services);
    private readonly ExtensionUpdate _update = new(services);
    private readonly ExtensionDeletion _deletion = new(services);

    public ArmResponse? Answer(ArmRequest request)
    {
        if (request.Arm.Providers is not [_, { Parts.Length: 1 or 2 } provider]
            || !provider.IsNamespace(ResourceIds.ExtensionsNamespace)
            || !provider.IsAt(0, "extensions")
            || ResourceIds.ParseCluster(request.Arm) is null)
        {
            return null;
        }

        var version = ApiVersions.Require(request, "extensions", "eastus", ApiVersions.Extensions);
        var cluster = _guard.Cluster(request.Arm);
        _guard.Registered(cluster.SubscriptionId, ResourceIds.ExtensionsNamespace);
        return AnswerOfService(request, cluster, provider.Parts is [_, var name] ? name : null, version)
            .With("api-supported-versions", version)
            .With("x-ms-operation-identifier", $"{Caller}/{cluster.Location}/{Guid.NewGuid()}");
    }

    public static ArmException NotFound(string name) =>
        ArmErrors.ServiceNotFound("ResourceNotFound", $"Extension instance with name '{name}' not found.");

    /// <summary>Answers from behind the gateway; refusals have the service's headers too.</summary>
    private ArmResponse AnswerOfService(ArmRequest request, Cluster cluster, string? name, string version)
    {
        try
        {
            return name is null ? Many(request, cluster, version) : One(request, new ExtensionTarget(cluster, name, version));
        }
        catch (ArmException refusal)
        {
            return refusal.Response;
        }
    }

    private ArmResponse Many(ArmRequest request, Cluster cluster, string version) => request.Method == HttpMethods.Get
        ? Paging.Page(request, services.Settings, services.State.Extensions.List(cluster.Id), (w, e) => ExtensionJson.Write(w, e, version))
        : ArmErrors.MethodNotAllowed(request, "GET");

    private ArmResponse One(ArmRequest request, ExtensionTarget target)
    {
        switch (request.Method)
        {
            case "GET":
                var extension = services.State.Extensions.Find(target.Cluster.Id, target.Name) ?? throw NotFound(target.Name);
                return ArmResponse.Ok(w => ExtensionJson.Write(w, extension, target.ApiVersion));
            case "PUT":
                _guard.Unlocked(target.Id, delete: false);
                return services.State.Extensions.Exclusively(() => _creation.Put(request, target));
            case "PATCH":
                _guard.Unlocked(target.Id, delete: false);
                return services.State.Extensions.Exclusively(() => _update.Patch(request, target));
            case "DELETE":
                _guard.Unlocked(target.Id, delete: true);
                return services.State.Extensions.Exclusively(() => _deletion.Delete(request, target));
            default:
                return ArmErrors.MethodNotAllowed(request, "GET, PUT, PATCH, DELETE");
        }
    }
}
