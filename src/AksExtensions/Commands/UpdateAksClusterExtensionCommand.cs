using AksExtensions.Arm;
using AksExtensions.Parameters.Completion;
using AksExtensions.Settings;

namespace AksExtensions.Commands;

/// <summary>Changes extensions and waits until the change is installed.</summary>
[Cmdlet(VerbsData.Update, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterExtension), typeof(ExtensionOperation))]
public sealed class UpdateAksClusterExtensionCommand : SettingsClusterCmdlet
{
    private readonly ChangePlan _plan = new();
    private ByRow<Change>? _changes;
    private PrerequisiteRun? _prerequisites;

    /// <summary>The instance's name. Default: that of the piped extension or operation.</summary>
    [Parameter, Alias("ExtensionName"), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string? Name { get; set; }

    /// <summary>The type that the instance has. Only checked: Azure cannot change it.</summary>
    [Parameter, ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionTypeCompleter))]
    public string? ExtensionType { get; set; }

    /// <summary>Assigns the roles that the type needs in addition.</summary>
    [Parameter]
    public SwitchParameter IncludePrerequisites { get; set; }

    private PrerequisiteRun Prerequisites => _prerequisites ??= new(this, Run, IncludePrerequisites, TimeoutSeconds);

    /// <inheritdoc/>
    private protected override void Validate()
    {
        OptionRules.CheckPrerequisites(IncludePrerequisites, NoWait);
        var options = GivenOptions.Read(this);
        var request = new UpdateExtensionRequest
        {
            ConfigurationSettings = options.Settings,
            ConfigurationProtectedSettings = options.ProtectedSettings,
            ExpectedExtensionType = ExtensionType,
        };
        _changes = new(this, (values, said) => new(this, values.Apply(request, AllowPinnedTrain), SkipTypeRules, said));
        // What is to change can be in the columns of rows.
        if (!(RowOptions.Of(this, RowColumns.None).Apply(request, AllowPinnedTrain).IsEmpty && MayHaveRows))
        {
            _ = _changes.Given;
        }

        if (Name is not null)
        {
            ExtensionReference.ValidateName(Name);
        }
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> ExtensionNamesOf(ClusterTarget target)
    {
        if (_changes is not null && target.Columns == RowColumns.None)
        {
            // Without options, every other item would also fail.
            Run.Refusing(() => _ = _changes.Given);
        }

        _ = _changes?.Of(target.Columns);
        return [Name ?? target.RequireExtensionName()];
    }

    /// <inheritdoc/>
    private protected override void Process(ClusterItem item) =>
        _changes!.Of(item.Target.Columns).Process(this, item, Confirmation, Run, Operations, _plan, Prerequisites);

    /// <inheritdoc/>
    private protected override void Finish()
    {
        _plan.Summarize(this, Run);
        Prerequisites.Report();
    }
}
