namespace AksExtensions.Report;

/// <summary>Writes a report in one format.</summary>
internal interface IReportWriter
{
    /// <summary>Writes the whole report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">Where to.</param>
    void Write(FleetReport report, TextWriter output);
}
