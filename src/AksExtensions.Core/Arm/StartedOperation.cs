namespace AksExtensions.Arm;

/// <summary>An accepted operation, and the resource in the answer.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Extension">The resource in the answer; null after a delete, and when the answer has none.</param>
/// <param name="Obstacle">Why the operation itself cannot be followed, so that the state of the instance is read instead; null when nothing is wrong.</param>
public sealed record StartedOperation(ExtensionOperation Operation, ClusterExtension? Extension, AksExtensionException? Obstacle = null);
