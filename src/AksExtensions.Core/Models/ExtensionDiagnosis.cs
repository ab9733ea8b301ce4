namespace AksExtensions;

/// <summary>The known cause of a failure and what to do about it. There is none for unknown causes.</summary>
/// <param name="Cause">The stable name of the cause, such as <c>HelmTimeout</c>; about_AksExtensions_Errors lists all causes.</param>
/// <param name="Summary">What happened, in one sentence.</param>
/// <param name="Recommendation">What to do, in one to three sentences.</param>
/// <param name="Link">The page of Microsoft's documentation with more information.</param>
/// <param name="Evidence">The part of Azure's message that names the cause.</param>
public sealed record ExtensionDiagnosis(string Cause, string Summary, string Recommendation, string Link, string Evidence)
{
    /// <summary>Cause and summary, for lists.</summary>
    public override string ToString() => $"{Cause}: {Summary}";
}
