using AksExtensions.Catalogue;

namespace AksExtensions.DesiredState;

/// <summary>The options of a rollout.</summary>
internal sealed record RolloutOptions
{
    /// <summary>The changes that are allowed.</summary>
    public SyncOptions Sync { get; init; } = new();

    /// <summary>The only ring to change; null means all.</summary>
    public string? Ring { get; init; }

    /// <summary>The number of failures after which nothing more is started. With a limit, instances that wait for Azure use a place of the throttle.</summary>
    public int MaxErrorCount { get; init; } = int.MaxValue;

    /// <summary>Whether a failed update is reverted.</summary>
    public bool Reverts { get; init; }

    /// <summary>The number of instances at a time. Instances that only wait for Azure do not count.</summary>
    public int ThrottleLimit { get; init; } = 32;
}

/// <summary>Observes a rollout while it runs, on any thread.</summary>
internal interface IRolloutObserver
{
    /// <summary>Asks whether an instance may be changed.</summary>
    Task<bool> AgreeAsync(PlannedInstance instance, Verdict verdict, CancellationToken cancellationToken);

    /// <summary>Reports that a ring begins, with the number of instances to change.</summary>
    void OnRing(BaselineRing? ring, int count);

    /// <summary>Reports that work on an instance begins.</summary>
    void OnStarted(PlannedInstance instance);

    /// <summary>Reports the result of an instance.</summary>
    /// <param name="change">The result.</param>
    /// <param name="failure">The error; null when it did not fail.</param>
    /// <param name="cancellationToken">Stops waiting for a slow reader.</param>
    Task OnDoneAsync(ExtensionChange change, AksExtensionException? failure, CancellationToken cancellationToken);

    /// <summary>Reports what the service might refuse.</summary>
    void OnFinding(TypeFinding finding);

    /// <summary>Reports a detail for -Verbose.</summary>
    void OnDetail(string text);
}
