namespace AksExtensions.Parameters;

/// <summary>What happens to an extension whose update failed.</summary>
public enum FailureReaction
{
    /// <summary>It stays as it is.</summary>
    Keep,

    /// <summary>The previous version, release train, upgrade mode and settings are restored.</summary>
    Revert,
}
