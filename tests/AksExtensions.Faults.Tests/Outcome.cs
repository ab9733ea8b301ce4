namespace AksExtensions.Faults.Tests;

/// <summary>The outcome of a case.</summary>
/// <param name="Word">What the command ended with: <c>ok</c>, an error id, or what must not be.</param>
/// <param name="Elapsed">How long it took, in virtual time.</param>
/// <param name="Requests">How many requests were sent.</param>
/// <param name="Violations">The violations, in words; empty when there are none.</param>
public sealed record Outcome(string Word, TimeSpan Elapsed, int Requests, IReadOnlyList<string> Violations);
