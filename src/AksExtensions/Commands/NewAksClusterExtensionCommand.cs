using System.Management.Automation;
using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;
using AksExtensions.Settings;

namespace AksExtensions.Commands;

/// <summary>Creates an extension on a cluster, and waits until it is installed.</summary>
[Cmdlet(VerbsCommon.New, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterExtension), typeof(ExtensionOperation))]
public sealed class NewAksClusterExtensionCommand : SettingsClusterCmdlet
{
    private CreateExtensionRequest? _request;
    private ExtensionTypeKnowledge? _type;
    private ExtensionScope? _scope;
    private ExtensionPlan? _plan;

    /// <summary>The new instance's name.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public override string? Name { get; set; }

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
        _scope = OptionRules.CheckScope(Given(nameof(Scope)) ? Scope : null, ReleaseNamespace, TargetNamespace);
        _plan = OptionRules.CheckPlan(PlanName, PlanPublisher, PlanProduct);
        base.Validate();
    }

    /// <inheritdoc/>
    private protected override void CheckRequest()
    {
        _request = new()
        {
            ExtensionType = ExtensionType,
            AutoUpgradeMinorVersion = CheckedMinorVersion,
            AutoUpgradeMode = GivenMode,
            Version = Version,
            ReleaseTrain = ReleaseTrain,
            Scope = _scope,
            ReleaseNamespace = ReleaseNamespace,
            TargetNamespace = TargetNamespace,
            ConfigurationSettings = PlainSettings,
            ConfigurationProtectedSettings = ProtectedSettings,
            Plan = _plan,
            Overwrite = Force,
        };
        _type = TypeCatalogue.BuiltIn.Find(ExtensionType);
        if (_type is null)
        {
            return;
        }

        var renamed = TypeAdditions.Rename(_type, _request);
        _request = renamed.Request;
        Tell(WriteVerbose, renamed.Added);
        if (!SkipTypeRules)
        {
            Report(_type, TypeRules.Check(_type, _request, Name));
        }
    }

    /// <inheritdoc/>
    private protected override void Process(ClusterTarget target, ClusterReference cluster)
    {
        var extension = ExtensionOf(target, cluster);
        // What depends on the cluster's own properties is shown by its placeholder: -WhatIf sends nothing.
        var preview = Complete(cluster, facts: null);
        var needsFacts = _type is not null && TypeAdditions.NeedCluster(_type, _request!, cluster);
        var body = RequestBody.Show(preview.Request, cluster);
        WriteDebug(body);
        if (Agreed(extension, Messages.CreateAction(extension, body, preview.Added), Messages.CreateQuestion(extension, ExtensionType), Force))
        {
            Start(cluster, async work =>
            {
                var completed = needsFacts ? Complete(cluster, await Service.Clusters.GetFactsAsync(cluster, work.CancellationToken)) : preview;
                Tell(work.Sink.Verbose, completed.Added);
                await Runner.FollowAsync(
                    await Runner.Lifecycle.StartCreateAsync(extension, completed.Request, work.CancellationToken), work);
            });
        }
    }

    private CompletedRequest<CreateExtensionRequest> Complete(ClusterReference cluster, ClusterFacts? facts) =>
        _type is null ? new(_request!, []) : TypeAdditions.Complete(_type, _request!, cluster, facts);

    private void Tell(Action<string> write, IReadOnlyList<string> added)
    {
        if (added.Count > 0)
        {
            write(Messages.Added(_type!.Name, string.Join(", ", added)));
        }
    }
}
