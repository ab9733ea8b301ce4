namespace AksExtensions;

/// <summary>The result of applying a baseline to one instance.</summary>
public sealed class ExtensionChange : ExtensionDrift
{
    internal ExtensionChange(ClusterReference cluster)
        : base(cluster)
    {
    }

    /// <summary>
    /// <c>Succeeded</c>; <c>Failed</c>: <c>Detail</c> and <c>Error</c> say why; <c>Skipped</c>: nothing was done, and <c>Detail</c> says why;
    /// <c>WaitingForRing</c>: an earlier ring is not ready, and <c>Detail</c> says what it waits for and until when.
    /// </summary>
    public required string Result { get; init; }

    /// <summary>The instance before the change; null when there was none.</summary>
    public ClusterExtension? Before { get; init; }

    /// <summary>The instance after the change; null when there is none, or nothing was changed.</summary>
    public ClusterExtension? After { get; init; }

    /// <summary>How long the change took, with the wait for Azure; zero when nothing was done.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public ExtensionChangeError? Error { get; init; }

    /// <summary>Name, cluster and result.</summary>
    public override string ToString() => $"{Name} on {ClusterName}: {Result}";
}

/// <summary>Why a change failed.</summary>
/// <param name="ErrorId">The error's stable id.</param>
/// <param name="Message">What happened.</param>
/// <param name="RecommendedAction">What to do.</param>
public sealed record ExtensionChangeError(string ErrorId, string Message, string RecommendedAction)
{
    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
