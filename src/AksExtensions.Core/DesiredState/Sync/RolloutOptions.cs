namespace AksExtensions.DesiredState;

/// <summary>How a rollout goes about it.</summary>
internal sealed record RolloutOptions
{
    /// <summary>What is allowed.</summary>
    public SyncOptions Sync { get; init; } = new();

    /// <summary>The only ring that is worked on; null means all.</summary>
    public string? Ring { get; init; }

    /// <summary>After how many failures nothing more is started. With a limit, those that wait for Azure count as being worked on.</summary>
    public int MaxErrorCount { get; init; } = int.MaxValue;

    /// <summary>Whether a failed update puts back what the instance had before.</summary>
    public bool Reverts { get; init; }

    /// <summary>How many instances are worked on at a time. Those that only wait for Azure do not count.</summary>
    public int ThrottleLimit { get; init; } = 32;
}

/// <summary>Observes a rollout while it runs, on any thread.</summary>
internal interface IRolloutObserver
{
    /// <summary>An instance is about to be changed: whether that is agreed to.</summary>
    Task<bool> AgreeAsync(PlannedInstance instance, Verdict verdict, CancellationToken cancellationToken);

    /// <summary>So many instances of a ring are worked on now.</summary>
    void OnRing(BaselineRing? ring, int count);

    /// <summary>The work on an instance begins.</summary>
    void OnStarted(PlannedInstance instance);

    /// <summary>An instance is done with.</summary>
    /// <param name="change">What came of it.</param>
    /// <param name="failure">Why it failed; null when it did not.</param>
    /// <param name="cancellationToken">Stops waiting for a slow reader.</param>
    Task OnDoneAsync(ExtensionChange change, AksExtensionException? failure, CancellationToken cancellationToken);

    /// <summary>Something that is worth a line of -Verbose.</summary>
    void OnDetail(string text);
}
