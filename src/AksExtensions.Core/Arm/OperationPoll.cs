namespace AksExtensions.Arm;

/// <summary>The state of an operation at one moment.</summary>
/// <param name="Operation">The operation, with its new state and the place to ask next.</param>
/// <param name="IsCompleted">Whether it ended, well or not.</param>
/// <param name="Extension">The final resource, after a create or update that succeeded; else null.</param>
/// <param name="Failure">ARM's error, when the operation failed or was canceled; else null.</param>
/// <param name="RetryAfter">How long Azure asked to wait; null when it did not say.</param>
public sealed record OperationPoll(
    ExtensionOperation Operation, bool IsCompleted, ClusterExtension? Extension = null, ArmError? Failure = null, TimeSpan? RetryAfter = null);
