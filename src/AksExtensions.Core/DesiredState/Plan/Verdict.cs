namespace AksExtensions.DesiredState;

/// <summary>How an instance compares with its desired state.</summary>
internal enum DriftStatus
{
    /// <summary>As desired.</summary>
    InSync,

    /// <summary>It should exist.</summary>
    Missing,

    /// <summary>A property differs, or its last operation failed or has not ended.</summary>
    Different,

    /// <summary>It should not exist.</summary>
    Unexpected,

    /// <summary>It cannot be brought to its desired state.</summary>
    Blocked,
}

/// <summary>The action that brings an instance to its desired state.</summary>
internal enum DesiredAction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A create; over a failed instance, too.</summary>
    Create,

    /// <summary>An update.</summary>
    Update,

    /// <summary>A removal.</summary>
    Remove,

    /// <summary>A removal and a create: ARM cannot change a type or scope.</summary>
    Replace,

    /// <summary>Nothing may be done.</summary>
    Blocked,
}

/// <summary>The changes that are allowed in addition to creates and updates.</summary>
internal sealed record SyncOptions
{
    /// <summary>Whether what should not exist is removed.</summary>
    public bool Prune { get; init; }

    /// <summary>Whether an instance of another type or scope is removed and created.</summary>
    public bool Replace { get; init; }

    /// <summary>Whether protected settings are sent even if none is missing.</summary>
    public bool RefreshSecrets { get; init; }

    /// <summary>Whether protected settings that are not specified may be deleted, after a confirmation.</summary>
    public bool MayLoseSecrets { get; init; }
}

/// <summary>How one instance compares with its desired state, and the action that follows.</summary>
/// <param name="Status">How it compares.</param>
/// <param name="Action">The action that brings it to its desired state.</param>
/// <param name="Differences">What differs.</param>
/// <param name="Detail">The reason, unless status and differences say it; otherwise null.</param>
internal sealed record Verdict(DriftStatus Status, DesiredAction Action, IReadOnlyList<ExtensionDifference> Differences, string? Detail = null)
{
    /// <summary>As desired.</summary>
    public static Verdict InSync { get; } = new(DriftStatus.InSync, DesiredAction.None, []);

    /// <summary>Whether an operation is running, which must end before the instance can be judged.</summary>
    public bool IsUnderWay { get; init; }

    /// <summary>Whether the protected settings are sent, all of them.</summary>
    public bool SendsSecrets { get; init; }

    /// <summary>Whether version, train and mode are sent.</summary>
    public bool SendsUpgrade { get; init; }

    /// <summary>The settings that are sent, by their keys.</summary>
    public IReadOnlyList<string> ChangedSettings { get; init; } = [];

    /// <summary>Whether there is something to change or to wait for.</summary>
    public bool IsPending => IsUnderWay || Action is not (DesiredAction.None or DesiredAction.Blocked);

    /// <summary>Whether another verdict proposes the same change, so that it need not be confirmed again.</summary>
    public bool IsTheSameAs(Verdict? other) =>
        other is not null && Action == other.Action && SendsSecrets == other.SendsSecrets && Differences.SequenceEqual(other.Differences);

    /// <summary>The verdict for an instance that cannot be brought to its desired state.</summary>
    public static Verdict Blocked(string why, IReadOnlyList<ExtensionDifference>? differences = null) =>
        new(DriftStatus.Blocked, DesiredAction.Blocked, differences ?? [], why);
}
