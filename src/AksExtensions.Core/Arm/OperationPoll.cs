namespace AksExtensions.Arm;

/// <summary>The state of an operation at a point in time.</summary>
/// <param name="Operation">The operation with its new state and the address for the next poll.</param>
/// <param name="IsCompleted">Whether it has ended.</param>
/// <param name="Extension">The final resource after a successful create or update; otherwise null.</param>
/// <param name="Failure">ARM's error when the operation failed or was canceled; otherwise null.</param>
/// <param name="RetryAfter">How long Azure asks to wait; null when it does not say.</param>
/// <param name="Obstacle">Why the state is the instance's and not the operation's; null when nothing is wrong.</param>
public sealed record OperationPoll(
    ExtensionOperation Operation, bool IsCompleted, ClusterExtension? Extension = null, ArmError? Failure = null, TimeSpan? RetryAfter = null,
    AksExtensionException? Obstacle = null);
