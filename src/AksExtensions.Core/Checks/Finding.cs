namespace AksExtensions.Checks;

/// <summary>The result of one check, with its reason.</summary>
/// <param name="Check">The check's name.</param>
/// <param name="Result">The result.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Recommendation">What to do; null when nothing needs to be done.</param>
/// <param name="Obstacle">Why the check could not be made; null when it was made.</param>
internal sealed record Finding(string Check, CheckResult Result, string Detail, string? Recommendation, AksExtensionException? Obstacle = null)
{
    public static Finding Passed(string check, string detail) => new(check, CheckResult.Passed, detail, null);

    public static Finding Warning(string check, string detail, string? recommendation) => new(check, CheckResult.Warning, detail, recommendation);

    public static Finding Failed(string check, string detail, string recommendation) => new(check, CheckResult.Failed, detail, recommendation);

    /// <summary>The check could not be made, because its facts could not be read. It has neither passed nor failed.</summary>
    public static Finding Unknown(string check, AksExtensionException failure) =>
        new(check, CheckResult.Warning, $"The check could not be made. {failure.Message}", failure.RecommendedAction, failure);

    /// <summary>The same finding when an earlier check has already reported the reason.</summary>
    public Finding After(string check) =>
        this with { Detail = $"The check could not be made, for the reason in {check}.", Recommendation = null };
}
