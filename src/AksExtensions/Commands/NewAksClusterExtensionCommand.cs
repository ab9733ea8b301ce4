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
    private ByRow<Creation>? _creations;

    /// <summary>The new instance's name.</summary>
    [Parameter(Mandatory = true), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>The type of extension, such as microsoft.flux.</summary>
    [Parameter(Mandatory = true), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionTypeCompleter))]
    public string ExtensionType { get; set; } = string.Empty;

    /// <inheritdoc/>
    private protected override void Validate()
    {
        var request = Installation.Read(this, ExtensionType) with { Overwrite = Force };
        _creations = new(this, (options, said) => new(this, options.Apply(request, AllowPinnedTrain), Name, SkipTypeRules, said));
        _ = _creations.Given;
        ExtensionReference.ValidateName(Name);
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> ExtensionNamesOf(ClusterTarget target)
    {
        // Rows that were given by parameter are checked before the first request.
        _ = _creations?.Of(target.Columns);
        return [Name];
    }

    /// <inheritdoc/>
    private protected override void Process(ClusterItem item) =>
        _creations!.Of(item.Target.Columns).Process(this, item, Confirmation, Run, Operations);
}
