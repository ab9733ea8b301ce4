using System.Management.Automation;
using AksExtensions.Checks;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;
using AksExtensions.Pipeline;

namespace AksExtensions.Commands;

/// <summary>Checks whether an extension can be installed on clusters, or whether an instance is well.</summary>
[Cmdlet(VerbsDiagnostic.Test, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName, SupportsShouldProcess = true)]
[OutputType(typeof(ExtensionCheck), typeof(bool))]
public sealed class TestAksClusterExtensionCommand : ClusterCmdlet
{
    private ClusterTester? _tester;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByName)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameType)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameInstance)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ResourceGroupNameCompleter))]
    public override string ResourceGroupName { get; set; } = string.Empty;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByName)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameType)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameInstance)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public override string ClusterName { get; set; } = string.Empty;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByCluster)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByClusterType)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByClusterInstance)]
    [ValidateNotNullOrEmpty]
    [ClusterTargetTransformation]
    [ArgumentCompleter(typeof(ClusterIdCompleter))]
    public override ClusterTarget[] Cluster { get; set; } = [];

    /// <summary>Before an installation: the type that is to be installed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameType)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByClusterType)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionTypeCompleter))]
    public string? ExtensionType { get; set; }

    /// <summary>Before an installation: the version that is to be pinned. Default: the newest.</summary>
    [Parameter(ParameterSetName = ParameterSets.ByNameType)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterType)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionVersionCompleter))]
    public string? Version { get; set; }

    /// <summary>Before an installation: the release train. Default: the service's, which is stable.</summary>
    [Parameter(ParameterSetName = ParameterSets.ByNameType)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterType)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReleaseTrainCompleter))]
    public string? ReleaseTrain { get; set; }

    /// <summary>After an installation: the instance's name. Default: that of the piped extension.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameInstance)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByClusterInstance)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string? Name { get; set; }

    /// <summary>Before an installation: registers the subscription for resource providers that are missing, and waits for that.</summary>
    [Parameter(ParameterSetName = ParameterSets.ByName)]
    [Parameter(ParameterSetName = ParameterSets.ByNameType)]
    [Parameter(ParameterSetName = ParameterSets.ByCluster)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterType)]
    public SwitchParameter Register { get; set; }

    /// <summary>How long to wait for a registration, in seconds. Default: 600. It goes on in Azure when the time is over.</summary>
    [Parameter(ParameterSetName = ParameterSets.ByName)]
    [Parameter(ParameterSetName = ParameterSets.ByNameType)]
    [Parameter(ParameterSetName = ParameterSets.ByCluster)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterType)]
    [ValidateRange(1, int.MaxValue)]
    [NotAFile]
    public int TimeoutSeconds { get; set; } = 10 * 60;

    /// <summary>Puts out one truth value for each cluster or instance: whether no check failed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    private protected override void Validate()
    {
        if (Name is not null)
        {
            ExtensionReference.ValidateName(Name);
        }

        base.Validate();
    }

    /// <inheritdoc/>
    private protected override void Prepare()
    {
        base.Prepare();
        // One for all clusters: what is the same for all of them is read once.
        _tester ??= Tester(Pump.Sink);
    }

    /// <inheritdoc/>
    private protected override string? ExtensionNameOf(ClusterTarget target) =>
        // A piped extension is what was installed, unless something about an installation is asked.
        Name ?? (ExtensionType is null && !Register ? target.ExtensionName : null);

    /// <inheritdoc/>
    private protected override void Process(ClusterTarget target, ClusterReference cluster)
    {
        if (ExtensionNameOf(target) is { } name)
        {
            var extension = new ExtensionReference(cluster, name);
            Start(cluster, async work => await TellAsync(await _tester!.TestAsync(extension, work.CancellationToken), work));
            return;
        }

        var plan = new PlannedExtension(ExtensionType, Version, ReleaseTrain);
        Start(cluster, async work => await TellAsync(await _tester!.TestAsync(cluster, plan, work.CancellationToken), work));
    }

    private Task TellAsync(IReadOnlyList<ExtensionCheck> checks, Work work)
    {
        work.HasFailed = checks.Any(check => check.Result == nameof(CheckResult.Failed));
        return Quiet
            ? work.Sink.WriteObjectAsync(!work.HasFailed, work.CancellationToken)
            : work.Sink.WriteObjectsAsync(checks, work.CancellationToken);
    }

    private ClusterTester Tester(CommandSink sink)
    {
        var time = Session.Connection.TimeProvider;
        return new(Service, new(Service, time, TimeSpan.FromSeconds(TimeoutSeconds), Register ? AgreeAsync : null), time);

        // On the pipeline's thread, once for each subscription.
        Task<bool> AgreeAsync(string subscriptionId, IReadOnlyList<string> namespaces, CancellationToken cancellationToken) => sink.AskAsync(
            cmdlet => cmdlet.ShouldProcess(
                Messages.RegisterAction(subscriptionId, namespaces), Messages.RegisterQuestion(subscriptionId, namespaces),
                cmdlet.MyInvocation.MyCommand.Name),
            cancellationToken);
    }
}
