using System.Management.Automation;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;
using AksExtensions.Running;

namespace AksExtensions.Commands;

/// <summary>Changes extensions and waits until the change is installed.</summary>
[Cmdlet(VerbsData.Update, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterExtension), typeof(ExtensionOperation))]
public sealed class UpdateAksClusterExtensionCommand : SettingsClusterCmdlet
{
    private Change? _change;

    /// <summary>The instance's name. Default: that of the piped extension or operation.</summary>
    [Parameter, ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string? Name { get; set; }

    /// <summary>The type that the instance has. Only checked: Azure cannot change it.</summary>
    [Parameter, ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionTypeCompleter))]
    public string? ExtensionType { get; set; }

    /// <inheritdoc/>
    private protected override void Validate()
    {
        var options = GivenOptions.Read(this);
        _change = new(
            this,
            new()
            {
                AutoUpgradeMinorVersion = options.AutoUpgradeMinorVersion,
                AutoUpgradeMode = options.AutoUpgradeMode,
                Version = Version,
                ReleaseTrain = ReleaseTrain,
                ConfigurationSettings = options.Settings,
                ConfigurationProtectedSettings = options.ProtectedSettings,
                ExpectedExtensionType = ExtensionType,
                ExpectedScope = this.IsGiven(nameof(Scope)) ? Scope : null,
                ExpectedReleaseNamespace = ReleaseNamespace,
                ExpectedTargetNamespace = TargetNamespace,
                ExpectedPlan = (PlanName, PlanPublisher, PlanProduct),
            },
            SkipTypeRules);
        if (Name is not null)
        {
            ExtensionReference.ValidateName(Name);
        }
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> ExtensionNamesOf(ClusterTarget target) => [Name ?? target.RequireExtensionName()];

    /// <inheritdoc/>
    private protected override void Process(ClusterItem item) => _change!.Process(this, item, Confirmation, Operations);
}
