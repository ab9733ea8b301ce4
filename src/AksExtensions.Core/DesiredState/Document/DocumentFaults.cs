namespace AksExtensions.DesiredState;

/// <summary>Collects all errors of a document, so that they can be corrected in one go.</summary>
/// <param name="isComplete">Whether the whole document could be read. If not, a missing field is not an error.</param>
internal sealed class DocumentFaults(bool isComplete)
{
    private readonly List<DocumentFault> _all = [];

    /// <summary>Whether the whole document could be read.</summary>
    public bool IsComplete => isComplete;

    /// <summary>The number of errors.</summary>
    public int Count => _all.Count;

    /// <summary>The errors, in the order of the document.</summary>
    public IReadOnlyList<DocumentFault> All => [.. _all.Distinct().OrderBy(fault => fault.Place)];

    /// <summary>Adds an error.</summary>
    public void Add(DocumentPlace place, string text) => _all.Add(new(place, text));

    /// <summary>Adds an error about something that is missing, unless only a part of the document could be read.</summary>
    public void Missing(DocumentPlace place, string text)
    {
        if (isComplete)
        {
            Add(place, text);
        }
    }

    /// <summary>Runs a rule of the module. A refusal becomes an error at the given position.</summary>
    /// <param name="place">The place.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>The result of the rule; the default value when it refused.</returns>
    public T? Check<T>(DocumentPlace place, Func<T> rule)
    {
        try
        {
            return rule();
        }
        catch (AksExtensionException refusal)
        {
            Add(place, DocumentWords.Of(refusal.Message));
            return default;
        }
    }

    /// <summary>Runs a rule of the module that has no result.</summary>
    /// <returns>Whether the rule accepted.</returns>
    public bool Check(DocumentPlace place, Action rule) => Check(place, () =>
    {
        rule();
        return true;
    });
}
