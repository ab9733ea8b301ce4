namespace AksExtensions.Parameters;

/// <summary>What happens to an extension whose update failed.</summary>
public enum FailureReaction
{
    /// <summary>It stays as it is.</summary>
    Keep,

    /// <summary>The version, release train, mode and settings that it had before are put back.</summary>
    Revert,
}
