using AksExtensions.Arm;
using AksExtensions.Fleet;
using AksExtensions.Tests;

namespace AksExtensions.Core.Tests;

/// <summary>Shared data of the tests of <see cref="ExtensionLifecycle"/>.</summary>
internal static class LifecycleSamples
{
    public static readonly ClusterReference Cluster = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");
    public static readonly ExtensionReference Flux = new(Cluster, "flux");
    public static readonly CreateExtensionRequest Create = new() { ExtensionType = "microsoft.flux" };

    public static ExtensionLifecycle Lifecycle(
        FakeArmService arm, RecordingObserver? observer = null, TimeProvider? time = null, TimeSpan? timeout = null) =>
        new(arm, time ?? new VirtualTime(), timeout ?? Timeout.InfiniteTimeSpan, observer ?? new RecordingObserver());

    public static ClusterExtension Instance(string state = "Succeeded", params string[] protectedKeys) => new(Cluster)
    {
        Id = Flux.Id,
        Name = "flux",
        ExtensionType = "microsoft.flux",
        ProvisioningState = state,
        ScopeKind = ExtensionScope.Cluster,
        ConfigurationProtectedSettings = protectedKeys.ToDictionary(key => key, _ => string.Empty),
    };

    public static ClusterExtension Managed(string state = "Succeeded") => new(Cluster)
    {
        Id = Flux.Id,
        Name = "flux",
        ExtensionType = "microsoft.flux",
        ProvisioningState = state,
        ManagedBy = "Contoso",
    };

    public static ExtensionOperation Operation(OperationKind kind = OperationKind.Create, DateTimeOffset? startedAt = null) =>
        new(kind, Flux, startedAt ?? new VirtualTime().GetUtcNow(), kind == OperationKind.Delete ? "Deleting" : "Creating", null, "request-1");

    public static StartedOperation Started(OperationKind kind = OperationKind.Create) => new(Operation(kind), null);

    public static OperationPoll Running(ExtensionOperation operation, string status = "Creating") => new(operation.With(status), IsCompleted: false);

    public static OperationPoll Succeeded(ExtensionOperation operation) =>
        new(operation.With("Succeeded"), IsCompleted: true, operation.Operation == OperationKind.Delete ? null : Instance());

    public static OperationPoll Ended(ExtensionOperation operation, string status, ArmErrorDetail? error = null) =>
        new(operation.With(status), IsCompleted: true, Failure: new ArmError(200, error ?? new(null, null, null, []), "request-2"));

    public static AksExtensionException NotThere() => Errors.ExtensionNotFound(Flux);

    public static AksExtensionException Unreadable() => Errors.ServiceUnavailable(Flux.Id, "HTTP 504.");
}
