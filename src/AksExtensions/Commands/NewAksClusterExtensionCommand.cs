using System.Management.Automation;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;
using AksExtensions.Running;

namespace AksExtensions.Commands;

/// <summary>Creates an extension on a cluster, and waits until it is installed.</summary>
[Cmdlet(VerbsCommon.New, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterExtension), typeof(ExtensionOperation))]
public sealed class NewAksClusterExtensionCommand : SettingsClusterCmdlet
{
    private Creation? _creation;

    /// <summary>The new instance's name.</summary>
    [Parameter(Mandatory = true), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>The type of extension, such as microsoft.flux.</summary>
    [Parameter(Mandatory = true), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionTypeCompleter))]
    public string ExtensionType { get; set; } = string.Empty;

    /// <inheritdoc/>
    private protected override void Validate()
    {
        _creation = new(this, Installation.Read(this, ExtensionType) with { Overwrite = Force }, Name, SkipTypeRules);
        ExtensionReference.ValidateName(Name);
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> ExtensionNamesOf(ClusterTarget target) => [Name];

    /// <inheritdoc/>
    private protected override void Process(ClusterItem item) => _creation!.Process(this, item, Confirmation, Run, Operations);
}
