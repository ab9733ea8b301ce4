using AksExtensions.Parameters.Completion;
using AksExtensions.Settings;

namespace AksExtensions.Commands;

/// <summary>Creates an extension on a cluster, and waits until it is installed.</summary>
[Cmdlet(VerbsCommon.New, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterExtension), typeof(ExtensionOperation))]
public sealed class NewAksClusterExtensionCommand : SettingsClusterCmdlet
{
    private readonly ChangePlan _plan = new();
    private ByRow<Creation>? _creations;
    private PrerequisiteRun? _prerequisites;

    /// <summary>The new instance's name.</summary>
    [Parameter(Mandatory = true), Alias("ExtensionName"), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>The type of extension, such as microsoft.flux.</summary>
    [Parameter(Mandatory = true), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionTypeCompleter))]
    public string ExtensionType { get; set; } = string.Empty;

    /// <summary>The promotion code of the Marketplace plan.</summary>
    [Parameter, ValidateNotNullOrEmpty, NotAFile]
    public string? PlanPromotionCode { get; set; }

    /// <summary>The version of the Marketplace plan.</summary>
    [Parameter, ValidateNotNullOrEmpty, NotAFile]
    public string? PlanVersion { get; set; }

    /// <summary>The identity to request: SystemAssigned or None. Default: the one that the kind of cluster and the type need.</summary>
    [Parameter, ValidateSet("SystemAssigned", "None")]
    public string? IdentityType { get; set; }

    /// <summary>The same as -IdentityType SystemAssigned, under the name that Az.KubernetesConfiguration has.</summary>
    [Parameter]
    public SwitchParameter EnableSystemAssignedIdentity { get; set; }

    /// <summary>The type of the identity that AKS assigns: SystemAssigned or UserAssigned. Default: that of the service.</summary>
    [Parameter, ValidateSet("SystemAssigned", "UserAssigned")]
    public string? AkAssignedIdentityType { get; set; }

    /// <summary>Assigns the roles that the type needs in addition.</summary>
    [Parameter]
    public SwitchParameter IncludePrerequisites { get; set; }

    private PrerequisiteRun Prerequisites => _prerequisites ??= new(this, Run, IncludePrerequisites, TimeoutSeconds);

    /// <inheritdoc/>
    private protected override void Validate()
    {
        OptionRules.CheckPrerequisites(IncludePrerequisites, NoWait);
        var request = Installation.Read(this, ExtensionType);
        request = request with
        {
            Overwrite = Force,
            Plan = OptionRules.CompletePlan(request.Plan, PlanPromotionCode, PlanVersion),
            IdentityType = EnableSystemAssignedIdentity ? "SystemAssigned" : IdentityType,
            AksAssignedIdentityType = AkAssignedIdentityType,
        };
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
    private protected override void Check(ClusterItem item) => _creations!.Of(item.Target.Columns).Check(item.Cluster);

    /// <inheritdoc/>
    private protected override void Process(ClusterItem item) =>
        _creations!.Of(item.Target.Columns).Process(this, item, Confirmation, Run, Operations, _plan, Prerequisites);

    /// <inheritdoc/>
    private protected override void Finish()
    {
        _plan.Summarize(this, Run);
        Prerequisites.Report();
    }
}
