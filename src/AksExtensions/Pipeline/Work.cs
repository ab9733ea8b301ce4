using AksExtensions.Fleet;

namespace AksExtensions.Pipeline;

/// <summary>The context of the work on one target: the connection to PowerShell, its place among the others, and the token that stops it.</summary>
internal sealed record Work(CommandSink Sink, FanOut.Place Place, CancellationToken CancellationToken)
{
    /// <summary>Whether the target counts as failed although the work reported no error, for example because a check failed.</summary>
    public bool HasFailed { get; set; }
}
