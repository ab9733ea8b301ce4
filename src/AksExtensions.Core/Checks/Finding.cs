namespace AksExtensions.Checks;

/// <summary>What one check says.</summary>
/// <param name="Check">The check's name.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Recommendation">What to do; null when there is nothing to do.</param>
/// <param name="Obstacle">Why it could not be checked; null when it was.</param>
internal sealed record Finding(string Check, CheckResult Result, string Detail, string? Recommendation, AksExtensionException? Obstacle = null)
{
    public static Finding Passed(string check, string detail) => new(check, CheckResult.Passed, detail, null);

    public static Finding Warning(string check, string detail, string? recommendation) => new(check, CheckResult.Warning, detail, recommendation);

    public static Finding Failed(string check, string detail, string recommendation) => new(check, CheckResult.Failed, detail, recommendation);

    /// <summary>What was to be looked at could not be read: nobody knows, which is neither a pass nor a failure.</summary>
    public static Finding Unknown(string check, AksExtensionException failure) =>
        new(check, CheckResult.Warning, $"This could not be checked. {failure.Message}", failure.RecommendedAction, failure);

    /// <summary>The same, after another check has told the reason already.</summary>
    public Finding After(string check) =>
        this with { Detail = $"This could not be checked, for the reason that {check} tells.", Recommendation = null };
}
