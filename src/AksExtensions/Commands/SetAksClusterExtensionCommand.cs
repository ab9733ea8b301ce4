using System.Management.Automation;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;
using AksExtensions.Running;

namespace AksExtensions.Commands;

/// <summary>Creates an extension on a cluster, or changes the existing one where it differs, and waits until it is installed.</summary>
[Cmdlet(VerbsCommon.Set, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterExtension), typeof(ExtensionOperation))]
public sealed class SetAksClusterExtensionCommand : SettingsClusterCmdlet
{
    private Keeping? _keeping;

    /// <summary>The instance's name.</summary>
    [Parameter(Mandatory = true), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>The type of extension, such as microsoft.flux.</summary>
    [Parameter(Mandatory = true), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionTypeCompleter))]
    public string ExtensionType { get; set; } = string.Empty;

    /// <summary>Sends the protected settings although none is missing.</summary>
    [Parameter]
    public SwitchParameter RefreshSecrets { get; set; }

    /// <inheritdoc/>
    private protected override void Validate()
    {
        _keeping = new(this, Installation.Read(this, ExtensionType), Name, SkipTypeRules, RefreshSecrets, NoWait);
        ExtensionReference.ValidateName(Name);
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> ExtensionNamesOf(ClusterTarget target) => [Name];

    /// <inheritdoc/>
    private protected override void Process(ClusterItem item) => _keeping!.Process(this, item, Confirmation, Run, Operations);

    /// <inheritdoc/>
    private protected override void Finish() => _keeping!.Summarize(this, Run);
}
