namespace AksExtensions.Running;

/// <summary>The limits of a command: concurrency and failures.</summary>
/// <param name="AtATime">The number of concurrent targets, at least one.</param>
/// <param name="Targets">Returns the number of targets when the first one starts; null when it is unknown until the input has ended.</param>
/// <param name="Failures">The number of failed targets that ends the command.</param>
internal sealed record RunLimits(int AtATime = 1, Func<int?>? Targets = null, int Failures = int.MaxValue);
