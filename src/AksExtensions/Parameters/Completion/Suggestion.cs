namespace AksExtensions.Parameters.Completion;

/// <summary>A suggested value.</summary>
/// <param name="Value">The value, unquoted.</param>
/// <param name="ToolTip">A description; null when there is none.</param>
internal sealed record Suggestion(string Value, string? ToolTip = null)
{
    /// <summary>The text that the list shows; null shows the value.</summary>
    public string? Label { get; init; }

    /// <summary>The text that may contain the typed word anywhere; null accepts only a value that begins with the word.</summary>
    public string? SearchText { get; init; }
}
