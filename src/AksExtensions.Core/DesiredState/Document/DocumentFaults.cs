namespace AksExtensions.DesiredState;

/// <summary>Collects everything that is wrong with one document, so that a person corrects it once.</summary>
/// <param name="isComplete">Whether the whole document could be read: of a part, what is missing is no fault.</param>
internal sealed class DocumentFaults(bool isComplete)
{
    private readonly List<DocumentFault> _all = [];

    /// <summary>Whether the whole document could be read.</summary>
    public bool IsComplete => isComplete;

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>What is wrong, in the order of the document.</summary>
    public IReadOnlyList<DocumentFault> All => [.. _all.Distinct().OrderBy(fault => fault.Place)];

    /// <summary>Something is wrong.</summary>
    public void Add(DocumentPlace place, string text) => _all.Add(new(place, text));

    /// <summary>Something is missing.</summary>
    public void Missing(DocumentPlace place, string text)
    {
        if (isComplete)
        {
            Add(place, text);
        }
    }

    /// <summary>Runs a rule of the module; what it refuses is a fault at a place.</summary>
    /// <param name="place">The place.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>What the rule gives; the default when it refused.</returns>
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

    /// <summary>Runs a rule of the module that gives nothing.</summary>
    /// <returns>Whether it had nothing to refuse.</returns>
    public bool Check(DocumentPlace place, Action rule) => Check(place, () =>
    {
        rule();
        return true;
    });
}
