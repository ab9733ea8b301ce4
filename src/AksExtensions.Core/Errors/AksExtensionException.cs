namespace AksExtensions;

/// <summary>
/// An error of this module: what was refused, which value, and what to do about it. Only <see cref="Errors"/> creates it.
/// </summary>
public sealed class AksExtensionException : Exception
{
    private readonly string _recommendedAction;

    internal AksExtensionException(string errorId, string message, string recommendedAction, Exception? innerException = null)
        : base(Readable.Text(message), innerException)
    {
        ErrorId = errorId;
        _recommendedAction = Readable.Text(recommendedAction);
    }

    /// <summary>The stable ID, such as <c>ExtensionNotFound</c>, which is the first part of PowerShell's FullyQualifiedErrorId.</summary>
    public string ErrorId { get; }

    /// <summary>What to do: the recommendation of the diagnosis with its link, otherwise the general one for this ID.</summary>
    public string RecommendedAction => Diagnosis is null ? _recommendedAction : $"{Diagnosis.Recommendation} See {Diagnosis.Link}";

    /// <summary>The cause of a failed create, update or delete; null when it is not known, and for any other error.</summary>
    public ExtensionDiagnosis? Diagnosis { get; internal init; }

    /// <summary>The pods of the extension that are not well; null when they were not read, which -DiagnosePods does after a failure.</summary>
    public IReadOnlyList<ExtensionPod>? Pods { get; internal init; }

    /// <summary>The answer of Azure Resource Manager; null when nothing was sent.</summary>
    public ArmError? Arm { get; internal init; }

    /// <summary>Whether a change that failed so may still have started, because nothing in Azure's answer rules it out.</summary>
    internal bool MayHaveStarted { get; set; }

    /// <summary>The target, such as the resource ID of a cluster or extension; null when the error is about the command itself.</summary>
    public string? Target { get; internal set; }

    /// <summary>The same error with the pods of the extension, and the diagnosis that they give.</summary>
    internal AksExtensionException With(string message, IReadOnlyList<ExtensionPod> pods, ExtensionDiagnosis? diagnosis) => new(ErrorId, message, _recommendedAction, this)
    {
        Diagnosis = diagnosis,
        Pods = pods,
        Arm = Arm,
        MayHaveStarted = MayHaveStarted,
        Target = Target,
    };
}
