namespace AksExtensions.Arm;

/// <summary>An operation that was accepted, and the resource in the answer.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Extension">The resource as the answer had it; null after a delete.</param>
public sealed record StartedOperation(ExtensionOperation Operation, ClusterExtension? Extension);
