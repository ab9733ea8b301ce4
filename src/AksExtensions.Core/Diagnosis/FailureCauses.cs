namespace AksExtensions.Diagnosis;

/// <summary>
/// The causes of failures that the module knows, in the order in which they are looked for: what is more specific stands before what it
/// ends in, so that an image that cannot be pulled is not taken for the time-out that it causes.
/// </summary>
internal sealed class FailureCauses
{
    private FailureCauses(IReadOnlyList<FailureCause> all) => All = all;

    /// <summary>The causes that this version of the module knows. Read at the first failure.</summary>
    public static FailureCauses BuiltIn { get; } = new(StrictJson.ReadEmbedded<IReadOnlyList<FailureCause>>("AksExtensions.Diagnosis.causes.json"));

    public IReadOnlyList<FailureCause> All { get; }

    /// <summary>The cause that a failure's text names; null when none is known, because no advice is better than a wrong one.</summary>
    /// <param name="text">What Azure and the cluster's agents said, in any number of lines.</param>
    public ExtensionDiagnosis? Diagnose(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        foreach (var cause in All)
        {
            if (cause.FindIn(text) is { } evidence)
            {
                return new(cause.Id, cause.Summary, cause.Recommendation, cause.Link.AbsoluteUri, evidence);
            }
        }

        return null;
    }
}
