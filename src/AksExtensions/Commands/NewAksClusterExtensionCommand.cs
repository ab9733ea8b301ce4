using System.Management.Automation;
using AksExtensions.Arm;
using AksExtensions.Parameters;
using AksExtensions.Settings;

namespace AksExtensions.Commands;

/// <summary>Creates an extension on a cluster, and waits until it is installed.</summary>
[Cmdlet(VerbsCommon.New, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterExtension), typeof(ExtensionOperation))]
public sealed class NewAksClusterExtensionCommand : SettingsClusterCmdlet
{
    private CreateExtensionRequest? _request;

    /// <summary>The new instance's name.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    /// <summary>The type of extension, such as microsoft.flux.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string ExtensionType { get; set; } = string.Empty;

    /// <summary>For the whole cluster, or for one namespace. Default: the type's own.</summary>
    [Parameter]
    public ExtensionScope Scope { get; set; }

    /// <summary>The namespace of the Helm release, with cluster scope. Default: the type's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReleaseNamespace { get; set; }

    /// <summary>The namespace, with namespace scope.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TargetNamespace { get; set; }

    /// <summary>The id of the Marketplace plan.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PlanName { get; set; }

    /// <summary>The publisher of the Marketplace plan.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PlanPublisher { get; set; }

    /// <summary>The product (offer) of the Marketplace plan.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PlanProduct { get; set; }

    /// <inheritdoc/>
    private protected override void Validate()
    {
        ExtensionReference.ValidateName(Name);
        var scope = OptionRules.CheckScope(Given(nameof(Scope)) ? Scope : null, ReleaseNamespace, TargetNamespace);
        var plan = OptionRules.CheckPlan(PlanName, PlanPublisher, PlanProduct);
        base.Validate();
        _request = new()
        {
            ExtensionType = ExtensionType,
            AutoUpgradeMinorVersion = CheckedMinorVersion,
            AutoUpgradeMode = GivenMode,
            Version = Version,
            ReleaseTrain = ReleaseTrain,
            Scope = scope,
            ReleaseNamespace = ReleaseNamespace,
            TargetNamespace = TargetNamespace,
            ConfigurationSettings = PlainSettings,
            ConfigurationProtectedSettings = ProtectedSettings,
            Plan = plan,
            Overwrite = Force,
        };
    }

    /// <inheritdoc/>
    private protected override void Process(ClusterTarget target, ClusterReference cluster)
    {
        var extension = new ExtensionReference(cluster, Name);
        var request = _request!;
        var body = RequestBody.Show(request, cluster);
        WriteDebug(body);
        if (Agreed(Messages.CreateAction(extension, body), Messages.CreateQuestion(extension, ExtensionType), MyInvocation.MyCommand.Name, Force))
        {
            Start(cluster, async work =>
                await Runner.FollowAsync(await Runner.Lifecycle.StartCreateAsync(extension, request, work.CancellationToken), work));
        }
    }
}
