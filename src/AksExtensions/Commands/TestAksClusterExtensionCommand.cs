using AksExtensions.Parameters.Completion;

namespace AksExtensions.Commands;

/// <summary>Checks whether an extension can be installed on clusters, whether an installed extension works, or whether clusters can be upgraded.</summary>
[Cmdlet(VerbsDiagnostic.Test, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName, SupportsShouldProcess = true)]
[OutputType(typeof(ExtensionCheck), typeof(bool))]
public sealed class TestAksClusterExtensionCommand : ClusterCmdlet
{
    private CheckRun? _checks;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.ByName)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.ByNameType)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.ByNameInstance)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.ByNameUpgrade)]
    [Parameter(ParameterSetName = ParameterSets.ByCluster)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterType)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterInstance)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterUpgrade)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ResourceGroupNameCompleter))]
    public override string ResourceGroupName { get; set; } = string.Empty;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ParameterSets.ByName)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ParameterSets.ByNameType)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ParameterSets.ByNameInstance)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ParameterSets.ByNameUpgrade)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public override string[] ClusterName { get; set; } = [];

    /// <inheritdoc/>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByCluster)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByClusterType)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByClusterInstance)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByClusterUpgrade)]
    [Alias("InputObject")]
    [ValidateNotNullOrEmpty]
    [ClusterTargetTransformation]
    [ArgumentCompleter(typeof(ClusterIdCompleter))]
    public override ClusterTarget[] Cluster { get; set; } = [];

    /// <summary>Before an installation: the type to install.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameType)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByClusterType)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionTypeCompleter))]
    public string? ExtensionType { get; set; }

    /// <summary>Before an installation: the version to pin. Default: the newest.</summary>
    [Parameter(ParameterSetName = ParameterSets.ByNameType)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterType)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionVersionCompleter))]
    public string? Version { get; set; }

    /// <summary>Before an installation: the release train. Default: that of the service, which is stable.</summary>
    [Parameter(ParameterSetName = ParameterSets.ByNameType)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterType)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReleaseTrainCompleter))]
    public string? ReleaseTrain { get; set; }

    /// <summary>After an installation: the names of the extensions. Default: that of the piped extension.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameInstance)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByClusterInstance)]
    [Parameter(ParameterSetName = ParameterSets.ByNameUpgrade)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterUpgrade)]
    [Alias("ExtensionName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Before an upgrade of the cluster: the version of Kubernetes that its extensions have to support, such as 1.35.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameUpgrade)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByClusterUpgrade)]
    [NotAFile]
    [KubernetesVersion]
    public string? KubernetesVersion { get; set; }

    /// <summary>Before an installation: registers the missing resource providers of the subscription and waits for it.</summary>
    [Parameter(ParameterSetName = ParameterSets.ByName)]
    [Parameter(ParameterSetName = ParameterSets.ByNameType)]
    [Parameter(ParameterSetName = ParameterSets.ByCluster)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterType)]
    public SwitchParameter Register { get; set; }

    /// <summary>How long to wait for a registration, in seconds. Default: 600. The registration continues in Azure when the time ends.</summary>
    [Parameter(ParameterSetName = ParameterSets.ByName)]
    [Parameter(ParameterSetName = ParameterSets.ByNameType)]
    [Parameter(ParameterSetName = ParameterSets.ByCluster)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterType)]
    [ValidateRange(1, int.MaxValue)]
    [NotAFile]
    public int TimeoutSeconds { get; set; } = 10 * 60;

    /// <summary>Returns true or false for each cluster or extension: whether no check failed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Returns each check of several clusters, also of those where all passed.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <inheritdoc/>
    private protected override void Validate()
    {
        NamePattern.CheckSegment(nameof(ExtensionType), ExtensionType);
        foreach (var name in Name ?? [])
        {
            ExtensionReference.ValidateName(name);
        }
    }

    // A piped extension is checked itself, unless a parameter asks about an installation.
    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> ExtensionNamesOf(ClusterTarget target) =>
        Name is null ? [ExtensionType is null && !Register ? target.ExtensionName : null] : [.. Name];

    /// <inheritdoc/>
    private protected override void Process(ClusterItem item)
    {
        _checks ??= new(Run, TimeoutSeconds, Register, Quiet, Detailed, Targets);
        if (KubernetesVersion is not null)
        {
            _checks.Start(item.Cluster, item.ExtensionName, KubernetesVersion);
        }
        else if (item.ExtensionName is not null)
        {
            _checks.Start(item.Extension);
        }
        else
        {
            _checks.Start(item.Cluster, new(ExtensionType, Version ?? Column(nameof(Version)), ReleaseTrain ?? Column(nameof(ReleaseTrain))));

            string? Column(string name) => ExtensionType is null ? null : item.Target.Columns.Options.GetValueOrDefault(name);
        }
    }
}
