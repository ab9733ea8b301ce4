namespace AksExtensions.Arm;

/// <summary>An accepted operation, and the resource in the answer.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Extension">The resource in the answer; null after a delete.</param>
public sealed record StartedOperation(ExtensionOperation Operation, ClusterExtension? Extension);
