using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>Finds the endpoint of a path, after checking that the caller has permission.</summary>
internal sealed class ArmRouter
{
    private readonly ArmState _state;
    private readonly IArmEndpoint[] _endpoints;

    public ArmRouter(EmulatorServices services)
    {
        _state = services.State;
        _endpoints =
        [
            new ExtensionsEndpoint(services),
            new OperationsEndpoint(services),
            new ExtensionTypesEndpoint(services),
            new KubernetesResourcesEndpoint(services),
            new RunCommandEndpoint(services),
            new ManagedClustersEndpoint(services),
            new OtherClustersEndpoint(services),
            new StorageAccountsEndpoint(services),
            new VmSizesEndpoint(services),
            new SubscriptionsEndpoint(services),
            new ProvidersEndpoint(services),
            new DeploymentsEndpoint(services),
            new AuthorizationEndpoint(services),
            new RoleAssignmentsEndpoint(services),
            new ResourceGraphEndpoint(services),
        ];
    }

    public ArmResponse Answer(ArmRequest request)
    {
        if (_state.Access.IsDenied(request.Method, request.Path))
            throw Denied(request);
        foreach (var endpoint in _endpoints)
        {
            if (endpoint.Answer(request) is { } response)
                return response;
        }

        return ArmErrors.NoRoute(request);
    }

    private static ArmException Denied(ArmRequest request)
    {
        var verb = request.Method switch
        {
            "GET" => "read",
            "DELETE" => "delete",
            "POST" => "action",
            _ => "write",
        };
        var types = request.Arm.Providers is [.., var provider]
            ? provider.Namespace + string.Concat(provider.Parts.Where((_, i) => i % 2 == 0).Select(t => "/" + t))
            : "Microsoft.Resources/subscriptions";
        return ArmErrors.Of(
            StatusCodes.Status403Forbidden,
            "AuthorizationFailed",
            "The client 'emulator@emulated.onmicrosoft.com' with object id '20000000-0000-0000-0000-000000000001' does not have "
            + $"authorization to perform action '{types}/{verb}' over scope '{Uri.UnescapeDataString(request.Path)}' or the scope is "
            + "invalid. If access was recently granted, please refresh your credentials.");
    }
}
