namespace AksExtensions;

/// <summary>
/// Every failure that this module knows: what was refused, which value, and what to do about it. Made in <see cref="Errors"/> alone.
/// </summary>
public sealed class AksExtensionException : Exception
{
    private readonly string _recommendedAction;

    internal AksExtensionException(string errorId, string message, string recommendedAction, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = errorId;
        _recommendedAction = recommendedAction;
    }

    /// <summary>The stable id, such as <c>ExtensionNotFound</c>; the first part of PowerShell's FullyQualifiedErrorId.</summary>
    public string ErrorId { get; }

    /// <summary>What a person can do about it: what the diagnosis recommends, with its link, else what holds for every error of this id.</summary>
    public string RecommendedAction => Diagnosis is null ? _recommendedAction : $"{Diagnosis.Recommendation} See {Diagnosis.Link}";

    /// <summary>The cause of a failed create, update or delete; null when it is not known, or the failure is of another kind.</summary>
    public ExtensionDiagnosis? Diagnosis { get; internal init; }

    /// <summary>What Azure Resource Manager answered; null when nothing was asked of it.</summary>
    public ArmError? Arm { get; internal init; }

    /// <summary>What the failure is about, such as a cluster's or extension's resource id; null when it is about the command itself.</summary>
    public string? Target { get; internal set; }
}
