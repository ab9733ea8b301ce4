using System.Management.Automation;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;
using AksExtensions.Running;

namespace AksExtensions.Commands;

/// <summary>Creates an extension on a cluster or changes the one that is there, as far as it differs, and waits until it is installed.</summary>
[Cmdlet(VerbsCommon.Set, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterExtension), typeof(ExtensionOperation))]
public sealed class SetAksClusterExtensionCommand : SettingsClusterCmdlet, IInstallation
{
    private Keeping? _keeping;

    /// <summary>The instance's name.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>The type of extension, such as microsoft.flux.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionTypeCompleter))]
    public string ExtensionType { get; set; } = string.Empty;

    /// <summary>For the whole cluster, or for one namespace. Default: the type's own.</summary>
    [Parameter]
    public ExtensionScope Scope { get; set; }

    /// <summary>The namespace of the Helm release, with cluster scope. Default: the type's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? ReleaseNamespace { get; set; }

    /// <summary>The namespace, with namespace scope.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NotAFile]
    public string? TargetNamespace { get; set; }

    /// <summary>The id of the Marketplace plan.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NotAFile]
    public string? PlanName { get; set; }

    /// <summary>The publisher of the Marketplace plan.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NotAFile]
    public string? PlanPublisher { get; set; }

    /// <summary>The product (offer) of the Marketplace plan.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NotAFile]
    public string? PlanProduct { get; set; }

    /// <summary>Sends the protected settings although none is missing.</summary>
    [Parameter]
    public SwitchParameter RefreshSecrets { get; set; }

    /// <inheritdoc/>
    private protected override void Validate()
    {
        _keeping = new(this, Installation.Read(this), Name, SkipTypeRules, RefreshSecrets, NoWait);
        ExtensionReference.ValidateName(Name);
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> ExtensionNamesOf(ClusterTarget target) => [Name];

    /// <inheritdoc/>
    private protected override void Process(ClusterItem item) => _keeping!.Process(this, item, Confirmation, Run, Operations);

    /// <inheritdoc/>
    private protected override void Finish() => _keeping!.Summarize(this, Run);
}
