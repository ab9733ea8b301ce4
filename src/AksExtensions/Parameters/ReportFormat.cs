namespace AksExtensions.Parameters;

/// <summary>The format of a report.</summary>
public enum ReportFormat
{
    /// <summary>A page for a browser, in one file.</summary>
    Html,

    /// <summary>A table with a row for each extension, for spreadsheets.</summary>
    Csv,

    /// <summary>Tables in Markdown, for a wiki or the summary of a pipeline.</summary>
    Markdown,
}
