using AksExtensions.Parameters.Completion;
using AksExtensions.Settings;

namespace AksExtensions.Commands;

/// <summary>Creates an extension on a cluster, or changes the existing one where it differs, and waits until it is installed.</summary>
[Cmdlet(VerbsCommon.Set, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterExtension), typeof(ExtensionOperation))]
public sealed class SetAksClusterExtensionCommand : SettingsClusterCmdlet
{
    private ByRow<Keeping>? _keepings;
    private PrerequisiteRun? _prerequisites;

    /// <summary>The instance's name.</summary>
    [Parameter(Mandatory = true), Alias("ExtensionName"), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>The type of extension, such as microsoft.flux.</summary>
    [Parameter(Mandatory = true), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionTypeCompleter))]
    public string ExtensionType { get; set; } = string.Empty;

    /// <summary>Sends the protected settings even if none is missing.</summary>
    [Parameter]
    public SwitchParameter RefreshSecrets { get; set; }

    /// <summary>Assigns the roles that the type needs in addition, also if nothing else has to be changed.</summary>
    [Parameter]
    public SwitchParameter IncludePrerequisites { get; set; }

    private PrerequisiteRun Prerequisites => _prerequisites ??= new(this, Run, IncludePrerequisites, TimeoutSeconds);

    /// <inheritdoc/>
    private protected override void Validate()
    {
        OptionRules.CheckPrerequisites(IncludePrerequisites, NoWait);
        var request = Installation.Read(this, ExtensionType);
        _keepings = new(this, (options, said) => new(this, options.Apply(request, AllowPinnedTrain), Name, SkipTypeRules, RefreshSecrets, NoWait, said));
        _ = _keepings.Given;
        ExtensionReference.ValidateName(Name);
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> ExtensionNamesOf(ClusterTarget target)
    {
        // Rows that were given by parameter are checked before the first request.
        _ = _keepings?.Of(target.Columns);
        return [Name];
    }

    /// <inheritdoc/>
    private protected override void Check(ClusterItem item) => _keepings!.Of(item.Target.Columns).Check(item.Cluster);

    /// <inheritdoc/>
    private protected override void Process(ClusterItem item) =>
        _keepings!.Of(item.Target.Columns).Process(this, item, Confirmation, Run, Operations, Prerequisites);

    /// <inheritdoc/>
    private protected override void Finish()
    {
        Keeping.Summarize(this, Run, _keepings!.All);
        Prerequisites.Report();
    }
}
