using System.Management.Automation;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;
using AksExtensions.Running;

namespace AksExtensions.Commands;

/// <summary>Creates an extension on a cluster, and waits until it is installed.</summary>
[Cmdlet(VerbsCommon.New, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterExtension), typeof(ExtensionOperation))]
public sealed class NewAksClusterExtensionCommand : SettingsClusterCmdlet, IInstallation
{
    private Creation? _creation;

    /// <summary>The new instance's name.</summary>
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

    /// <inheritdoc/>
    private protected override void Validate()
    {
        _creation = new(this, Installation.Read(this) with { Overwrite = Force }, Name, SkipTypeRules);
        ExtensionReference.ValidateName(Name);
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> ExtensionNamesOf(ClusterTarget target) => [Name];

    /// <inheritdoc/>
    private protected override void Process(ClusterItem item) => _creation!.Process(this, item, Confirmation, Run, Operations);
}
