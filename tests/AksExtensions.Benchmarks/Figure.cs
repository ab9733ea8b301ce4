namespace AksExtensions.Benchmarks;

/// <summary>One measured figure and its goal.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Goal">The goal in words.</param>
/// <param name="Measured">What came out, in words.</param>
/// <param name="IsMet">Whether the goal is met.</param>
internal sealed record Figure(string Name, string Goal, string Measured, bool IsMet);
