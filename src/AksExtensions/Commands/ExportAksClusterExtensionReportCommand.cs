using AksExtensions.Parameters.Completion;
using AksExtensions.Report;

namespace AksExtensions.Commands;

/// <summary>Writes a report of the extensions of a fleet.</summary>
[Cmdlet(VerbsData.Export, "AksClusterExtensionReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportAksClusterExtensionReportCommand : AksCmdlet
{
    private ReportRun? _report;
    private Subscriptions? _subscriptions;

    /// <summary>The file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Extensions and clusters. Default: all that the sign-in can see.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [NotAFile]
    public object[]? InputObject { get; set; }

    /// <summary>A baseline document, YAML or JSON: the report then shows what differs from it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Baseline { get; set; }

    /// <summary>The report's title. Default: AKS cluster extensions.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NotAFile]
    public string Title { get; set; } = "AKS cluster extensions";

    /// <summary>The format. Default: Csv for a path that ends with .csv, Markdown for one that ends with .md, and otherwise Html.</summary>
    [Parameter]
    public ReportFormat As { get; set; }

    /// <summary>Without input, the subscriptions to search, by ID or name. Default: all that the sign-in can see.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    public string[]? SubscriptionId { get; set; }

    /// <summary>Replaces an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private ReportFormat Format => this.IsGiven(nameof(As)) ? As : System.IO.Path.GetExtension(Path).ToUpperInvariant() switch
    {
        ".CSV" => ReportFormat.Csv,
        ".MD" or ".MARKDOWN" => ReportFormat.Markdown,
        _ => ReportFormat.Html,
    };

    /// <inheritdoc/>
    private protected override void Validate()
    {
        var file = new ReportFile(SettingsInput.ResolvePath(SessionState.Path, Path), Force);
        file.Check();
        _report = new(Run, file, Format, Title, Baseline is null ? null : new(this, Run, Baseline));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var input in InputObject ?? [])
        {
            try
            {
                _report!.Add(input, target => target.Resolve(new((_subscriptions ??= new(Run, null)).IdOf) { HasGroupParameter = false }));
            }
            catch (AksExtensionException refusal) when (MyInvocation.ExpectingInput)
            {
                Run.Refuse(refusal, ClusterTargetReader.Read(input).Input);
            }
            catch (AksExtensionException refusal)
            {
                ThrowTerminatingError(ErrorRecords.Create(refusal, ClusterTargetReader.Read(input).Input));
            }
        }
    }

    /// <inheritdoc/>
    private protected override void Finish()
    {
        var report = _report!;
        if (!ShouldProcess(report.FilePath, File.Exists(report.FilePath) ? Messages.OverwriteFile : Messages.WriteFile))
        {
            return;
        }

        var isSearch = !MyInvocation.ExpectingInput && InputObject is null;
        var subscriptions = isSearch ? SubscriptionId?.Select((_subscriptions ??= new(Run, null)).IdOf).ToList() : null;
        Run.Start(report.FilePath, work => report.WriteAsync(isSearch, subscriptions, work));
    }
}
