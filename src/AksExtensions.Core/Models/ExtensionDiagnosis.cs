namespace AksExtensions;

/// <summary>Why something failed and what to do about it, as far as the module knows the cause. None is made up for an unknown one.</summary>
/// <param name="Cause">The cause in one stable word, such as <c>HelmTimeout</c>; about_AksExtensions_Errors lists them all.</param>
/// <param name="Summary">What has happened, in a sentence.</param>
/// <param name="Recommendation">What a person can do about it, in one to three sentences.</param>
/// <param name="Link">The address of the page of Microsoft's documentation that says more.</param>
/// <param name="Evidence">The part of Azure's message that names the cause.</param>
public sealed record ExtensionDiagnosis(string Cause, string Summary, string Recommendation, string Link, string Evidence)
{
    /// <summary>Cause and summary, for lists.</summary>
    public override string ToString() => $"{Cause}: {Summary}";
}
