using AksExtensions.Parameters.Completion;

namespace AksExtensions.Commands;

/// <summary>Writes extensions, or what a baseline says, in the language of another tool.</summary>
[Cmdlet(VerbsData.Export, "AksClusterExtension", DefaultParameterSetName = ByExtension, SupportsShouldProcess = true)]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ExportAksClusterExtensionCommand : AksCmdlet
{
    private const string ByExtension = "ByExtension";
    private const string ByBaseline = "ByBaseline";

    private readonly List<ClusterExtension> _extensions = [];
    private BaselineRun? _baseline;
    private ExportRun? _export;

    /// <summary>The language to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public ExportFormat As { get; set; }

    /// <summary>A folder, or a file if it has an extension. Default: the text is returned.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Extensions, as Get- and Find-AksClusterExtension return them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByExtension)]
    [ValidateNotNullOrEmpty]
    [NotAFile]
    public ClusterExtension[] InputObject { get; set; } = [];

    /// <summary>The baseline document, YAML or JSON, whose extensions are written for each cluster.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByBaseline)]
    [ValidateNotNullOrEmpty]
    public string? Baseline { get; set; }

    /// <summary>The subscriptions in which the baseline's clusters are searched, by ID or name. Default: all that the sign-in can see.</summary>
    [Parameter(ParameterSetName = ByBaseline)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    public string[]? SubscriptionId { get; set; }

    /// <summary>Overwrites files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _extensions.AddRange(InputObject);

    /// <inheritdoc/>
    private protected override void Validate()
    {
        _export = new(this, As, Path, Force);
        _baseline = Baseline is null ? null : new(this, Run, Baseline);
    }

    /// <inheritdoc/>
    private protected override void Finish()
    {
        if (_baseline is null)
        {
            _export!.Write(_export.Select(_extensions));
            return;
        }

        var subscriptions = new Subscriptions(Run, null);
        var plan = _baseline.ReadDesired(new() { SubscriptionIds = SubscriptionId?.Select(subscriptions.IdOf).ToList() });
        foreach (var failure in _baseline.FailuresOf(plan))
        {
            WriteError(failure);
        }

        _export!.Write(_export.Select(plan));
    }
}
