namespace AksExtensions.Export;

/// <summary>Texts of warnings.</summary>
internal static class ExportNotes
{
    private const int Most = 5;

    /// <summary>The first ones of a list, and how many more there are.</summary>
    public static string Some(IReadOnlyList<string> labels) =>
        string.Join(", ", labels.Take(Most)) + (labels.Count > Most ? $" and {labels.Count - Most} more" : null) + ".";
}
