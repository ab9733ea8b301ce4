namespace AksExtensions.Diagnosis;

/// <summary>
/// The causes of failures that the module knows, in the order in which they are matched. Specific causes come before general ones, so that an
/// image that cannot be pulled is not mistaken for the timeout that it causes.
/// </summary>
internal sealed class FailureCauses
{
    private FailureCauses(IReadOnlyList<FailureCause> all) => All = all;

    /// <summary>The causes that this version of the module knows, read at the first failure.</summary>
    public static FailureCauses BuiltIn { get; } = new(StrictJson.ReadEmbedded<IReadOnlyList<FailureCause>>("AksExtensions.Diagnosis.causes.json"));

    public IReadOnlyList<FailureCause> All { get; }

    /// <summary>The most specific of several diagnoses: the one whose cause comes first. Null when there is none.</summary>
    public ExtensionDiagnosis? MostSpecific(IEnumerable<ExtensionDiagnosis?> diagnoses) =>
        diagnoses.OfType<ExtensionDiagnosis>().MinBy(diagnosis => All.TakeWhile(cause => cause.Id != diagnosis.Cause).Count());

    /// <summary>Finds the cause that a text names; null when it is not known, because no advice is better than wrong advice.</summary>
    /// <param name="text">The messages of Azure and the cluster's agents, in any number of lines.</param>
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
