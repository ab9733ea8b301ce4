namespace AksExtensions.Running;

/// <summary>How much a command does at a time, and when it gives up.</summary>
/// <param name="AtATime">How many targets are worked on at a time, at least one.</param>
/// <param name="Targets">Gives the number of targets, when the first is worked on; null when that is unknown until the input has ended.</param>
/// <param name="Failures">After how many failed targets the command ends.</param>
internal sealed record RunLimits(int AtATime = 1, Func<int?>? Targets = null, int Failures = int.MaxValue);
