using System.Text.Json;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>The status of a long-running operation.</summary>
internal sealed class OperationsEndpoint(EmulatorServices services) : IArmEndpoint
{
    private readonly Guard _guard = new(services.State);

    public ArmResponse? Answer(ArmRequest request)
    {
        if (request.Arm.Providers is not [_, { Parts: [_, var name, _, var id] } provider]
            || !provider.IsNamespace(ResourceIds.ExtensionsNamespace)
            || !provider.IsAt(0, "extensions")
            || !provider.IsAt(2, "operations")
            || ResourceIds.ParseCluster(request.Arm) is null)
        {
            return null;
        }

        if (request.Method != HttpMethods.Get)
            return ArmErrors.MethodNotAllowed(request, "GET");
        var version = ApiVersions.Require(request, "extensions/operations", "eastus", ApiVersions.Extensions);
        var cluster = _guard.Cluster(request.Arm);
        var now = services.Clock.UtcNow;
        if (services.State.Extensions.FindOperation(id) is not { } operation
            || operation.ClusterId != cluster.Id
            || !operation.ExtensionName.Equals(name, StringComparison.OrdinalIgnoreCase)
            || IsForgotten(operation, now))
        {
            throw ArmErrors.ServiceNotFound("ResourceNotFound", $"Operation with id '{id}' not found.");
        }

        return ArmResponse.Ok(w => Write(w, operation, now)).With("api-supported-versions", version);
    }

    /// <summary>The extension has been deleted, and so is the operation after a while.</summary>
    private bool IsForgotten(ExtensionOperation operation, DateTimeOffset now) =>
        operation is { Kind: OperationKind.Deleting, Outcome: OperationOutcome.Succeeded }
        && now >= operation.EndsAt + services.Settings.DeletedOperationLifetime;

    private static void Write(Utf8JsonWriter w, ExtensionOperation operation, DateTimeOffset now)
    {
        var status = operation.StatusAt(now);
        w.WriteStartObject();
        w.WriteString("id", operation.ResourceId);
        w.WriteString("name", operation.Id);
        w.WriteString("status", status);
        if (status == nameof(OperationOutcome.Failed))
            WriteError(w, operation);
        w.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter w, ExtensionOperation operation)
    {
        var reason = operation.Reason ?? "";
        w.WriteStartObject("error");
        w.WriteString("code", ExtensionLifecycle.FailureCode);
        w.WriteString(
            "message",
            operation.ReasonIn.HasFlag(FailurePlaces.Message)
                ? $"The extension operation failed with the following error:  {reason}"
                : "The extension operation failed.");
        w.WriteStartArray("details");
        if (operation.ReasonIn.HasFlag(FailurePlaces.Details))
        {
            w.WriteStartObject();
            w.WriteString("code", operation.Kind == OperationKind.Creating ? "InstallationFailed" : ExtensionLifecycle.FailureCode);
            w.WriteString("message", reason);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    }
}
