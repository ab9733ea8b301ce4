using AksExtensions.Parameters.Completion;

namespace AksExtensions.Commands;

/// <summary>
/// A cluster command with settings: the cluster by name or from the pipeline, settings inline or from a file, protected settings inline or
/// from a file. It has eight parameter sets, so that completion and help hide parameters that cannot be combined.
/// </summary>
public abstract class SettingsClusterCmdlet : ClusterCmdlet, IDynamicParameters
{
    private OperationRun? _operations;
    private Confirmation? _confirmation;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.ByName)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.ByNameFile)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.ByNameProtectedFile)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.ByNameFiles)]
    [Parameter(ParameterSetName = ParameterSets.ByCluster)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterFile)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterProtectedFile)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterFiles)]
    [ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ResourceGroupNameCompleter))]
    public override string ResourceGroupName { get; set; } = string.Empty;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ParameterSets.ByName)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ParameterSets.ByNameFile)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ParameterSets.ByNameProtectedFile)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ParameterSets.ByNameFiles)]
    [ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ClusterNameCompleter))]
    public override string[] ClusterName { get; set; } = [];

    /// <inheritdoc/>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByCluster)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByClusterFile)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByClusterProtectedFile)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByClusterFiles)]
    [Alias("InputObject"), ValidateNotNullOrEmpty, ClusterTargetTransformation, ArgumentCompleter(typeof(ClusterIdCompleter))]
    public override ClusterTarget[] Cluster { get; set; } = [];

    /// <summary>Whether minor versions are upgraded automatically. Default: that of the service, which is true.</summary>
    [Parameter, TrueOrFalse, ArgumentCompleter(typeof(BooleanCompleter))]
    public bool AutoUpgradeMinorVersion { get; set; }

    /// <summary>The versions of automatic upgrades, instead of -AutoUpgradeMinorVersion.</summary>
    [Parameter]
    public AutoUpgradeMode AutoUpgradeMode { get; set; }

    /// <summary>The version to pin; automatic upgrade is then turned off.</summary>
    [Parameter, ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ExtensionVersionCompleter))]
    public string? Version { get; set; }

    /// <summary>The release train, such as stable or preview. Default: that of the service, which is stable.</summary>
    [Parameter, ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ReleaseTrainCompleter))]
    public string? ReleaseTrain { get; set; }

    /// <summary>Allows -ReleaseTrain with a pinned version, for versions that are published only on that train.</summary>
    [Parameter]
    public SwitchParameter AllowPinnedTrain { get; set; }

    /// <summary>For the whole cluster, or for one namespace. Default: the type's own. Update- compares it with what is installed.</summary>
    [Parameter]
    public ExtensionScope Scope { get; set; }

    /// <summary>The namespace of the Helm release, with cluster scope. Default: the type's own. Update- compares it.</summary>
    [Parameter, ValidateNotNullOrEmpty, ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? ReleaseNamespace { get; set; }

    /// <summary>The namespace, with namespace scope. Update- compares it.</summary>
    [Parameter, ValidateNotNullOrEmpty, NotAFile]
    public string? TargetNamespace { get; set; }

    /// <summary>The ID of the Marketplace plan. Update- compares it.</summary>
    [Parameter, ValidateNotNullOrEmpty, NotAFile]
    public string? PlanName { get; set; }

    /// <summary>The publisher of the Marketplace plan. Update- compares it.</summary>
    [Parameter, ValidateNotNullOrEmpty, NotAFile]
    public string? PlanPublisher { get; set; }

    /// <summary>The product (offer) of the Marketplace plan. Update- compares it.</summary>
    [Parameter, ValidateNotNullOrEmpty, NotAFile]
    public string? PlanProduct { get; set; }

    /// <summary>The settings: hashtables, or strings of the form key=value.</summary>
    [Parameter(ParameterSetName = ParameterSets.ByName)]
    [Parameter(ParameterSetName = ParameterSets.ByNameProtectedFile)]
    [Parameter(ParameterSetName = ParameterSets.ByCluster)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterProtectedFile)]
    [Alias("ConfigurationSetting"), ValidateNotNull, SettingsTransformation<ExtensionSettings>, ArgumentCompleter(typeof(SettingsCompleter))]
    public ExtensionSettings[]? ConfigurationSettings { get; set; }

    /// <summary>A file with the settings: one JSON object, UTF-8, up to 1 MiB.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameFile)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameFiles)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByClusterFile)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByClusterFiles)]
    [Alias("ConfigurationSettingFile", "ConfigFile"), ValidateNotNullOrEmpty]
    public string? ConfigurationSettingsFile { get; set; }

    /// <summary>The settings that Azure does not return: hashtables (values can be SecureString), or strings of the form key=value.</summary>
    [Parameter(ParameterSetName = ParameterSets.ByName)]
    [Parameter(ParameterSetName = ParameterSets.ByNameFile)]
    [Parameter(ParameterSetName = ParameterSets.ByCluster)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterFile)]
    [Alias("ConfigurationProtectedSetting"), ValidateNotNull, SettingsTransformation<ProtectedExtensionSettings>, ArgumentCompleter(typeof(ProtectedSettingsCompleter))]
    public ProtectedExtensionSettings[]? ConfigurationProtectedSettings { get; set; }

    /// <summary>A file with the protected settings: one JSON object, UTF-8, up to 1 MiB.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameProtectedFile)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameFiles)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByClusterProtectedFile)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByClusterFiles)]
    [Alias("ConfigurationProtectedSettingFile", "ConfigProtectedFile"), ValidateNotNullOrEmpty]
    public string? ConfigurationProtectedSettingsFile { get; set; }

    /// <summary>Starts the operation and returns it without waiting for its end.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Does not ask for confirmation: New- overwrites an existing extension, and Update- loses protected settings.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>After a failure, reads the pods of the extension, and starts a pod in an AKS cluster for that (Run Command) where the cloud needs it.</summary>
    [Parameter]
    public SwitchParameter DiagnosePods { get; set; }

    /// <summary>Skips the rules of the extension type. Options are still checked.</summary>
    [Parameter]
    public SwitchParameter SkipTypeRules { get; set; }

    /// <summary>How long to wait for each operation, in seconds. Default: 7200. The operation continues in Azure when the time ends.</summary>
    [Parameter, ValidateRange(1, int.MaxValue), NotAFile]
    public int TimeoutSeconds { get; set; } = OperationRun.DefaultTimeoutSeconds;

    /// <summary>Asks before something changes.</summary>
    private protected Confirmation Confirmation => _confirmation ??= new(this, Force);

    /// <summary>The operations of this command.</summary>
    private protected OperationRun Operations => _operations ??= new(this, Run, TimeoutSeconds, NoWait, Confirmation.AgreesToLose, DiagnosePods ? new(Run, true) : null);

    /// <summary>None: PowerShell's completion only passes by here to learn what can be typed, with what is typed already.</summary>
    object? IDynamicParameters.GetDynamicParameters()
    {
        SettingKeys.Offer(this);
        return null;
    }
}
