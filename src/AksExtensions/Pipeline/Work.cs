using AksExtensions.Fleet;

namespace AksExtensions.Pipeline;

/// <summary>What the work on one target has: its door to PowerShell, its place among the others, and the token that stops it.</summary>
internal sealed record Work(CommandSink Sink, FanOut.Place Place, CancellationToken CancellationToken)
{
    /// <summary>Whether the target counts as failed though the work had no error: something about it is not as it should be.</summary>
    public bool HasFailed { get; set; }
}
