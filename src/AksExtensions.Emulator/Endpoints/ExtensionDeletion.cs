using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>DELETE: starts an operation, unless it is forced.</summary>
internal sealed class ExtensionDeletion(EmulatorServices services)
{
    private readonly OperationPlanner _planner = new(services);

    /// <summary>The body of a forced delete: the service returns a serialized .NET HttpResponseMessage (recorded).</summary>
    private static ReadOnlySpan<byte> JunkBody =>
        """{"version":"1.1","content":{"headers":[]},"statusCode":200,"reasonPhrase":"OK","headers":[],"trailingHeaders":[],"requestMessage":null,"isSuccessStatusCode":true}"""u8;

    public ArmResponse Delete(ArmRequest request, ExtensionTarget target)
    {
        var existing = services.State.Extensions.Find(target.Cluster.Id, target.Name);
        if (existing is null)
            return ArmResponse.Empty(StatusCodes.Status204NoContent);
        ExtensionRules.NotManaged(existing);
        if (request.Query.IsTrue("forceDelete"))
        {
            services.State.Extensions.Delete(target.Cluster.Id, target.Name);
            return ArmResponse.Raw(StatusCodes.Status200OK, JunkBody.ToArray());
        }

        ExtensionRules.NotBusy(existing, "DELETE");
        var operation = _planner.Plan(target.Cluster, existing.Name, OperationKind.Deleting, existing.ConfigurationSettings);
        services.State.Extensions.Start(existing with { ProvisioningState = nameof(OperationKind.Deleting) }, operation);
        return ArmResponse.Empty(StatusCodes.Status202Accepted).WithAsyncOperation(request, operation, target.ApiVersion);
    }
}
