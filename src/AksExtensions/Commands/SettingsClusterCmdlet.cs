using System.Management.Automation;
using AksExtensions.Catalogue;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;
using AksExtensions.Pipeline;
using AksExtensions.Settings;

namespace AksExtensions.Commands;

/// <summary>
/// A cluster command with settings: the cluster by name or from the pipeline, settings inline or from a file, protected settings inline or
/// from a file. Eight parameter sets, so that completion and help hide what no longer fits.
/// </summary>
public abstract class SettingsClusterCmdlet : OperationCmdlet, IDynamicParameters
{
    /// <inheritdoc/>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByName)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameFile)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameProtectedFile)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameFiles)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ResourceGroupNameCompleter))]
    public override string ResourceGroupName { get; set; } = string.Empty;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByName)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameFile)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameProtectedFile)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameFiles)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public override string ClusterName { get; set; } = string.Empty;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByCluster)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByClusterFile)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByClusterProtectedFile)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByClusterFiles)]
    [ValidateNotNullOrEmpty]
    [ClusterTargetTransformation]
    [ArgumentCompleter(typeof(ClusterIdCompleter))]
    public override ClusterTarget[] Cluster { get; set; } = [];

    /// <summary>Whether minor versions are upgraded automatically. Default: the service's, which is true.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool AutoUpgradeMinorVersion { get; set; }

    /// <summary>Which versions are upgraded to automatically, in the place of -AutoUpgradeMinorVersion.</summary>
    [Parameter]
    public AutoUpgradeMode AutoUpgradeMode { get; set; }

    /// <summary>The version to pin; automatic upgrade is then turned off.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionVersionCompleter))]
    public string? Version { get; set; }

    /// <summary>The release train, such as stable or preview. Default: the service's, which is stable.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReleaseTrainCompleter))]
    public string? ReleaseTrain { get; set; }

    /// <summary>Lets -ReleaseTrain go with a pinned version, for versions that are published on that train alone.</summary>
    [Parameter]
    public SwitchParameter AllowPinnedTrain { get; set; }

    /// <summary>The settings: hashtables, or strings of the form key=value.</summary>
    [Parameter(ParameterSetName = ParameterSets.ByName)]
    [Parameter(ParameterSetName = ParameterSets.ByNameProtectedFile)]
    [Parameter(ParameterSetName = ParameterSets.ByCluster)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterProtectedFile)]
    [Alias("ConfigurationSetting")]
    [ValidateNotNull]
    [SettingsTransformation<ExtensionSettings>]
    [ArgumentCompleter(typeof(SettingsCompleter))]
    public ExtensionSettings[]? ConfigurationSettings { get; set; }

    /// <summary>A file with the settings: one JSON object, UTF-8, 1 MiB at most.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameFile)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameFiles)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByClusterFile)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByClusterFiles)]
    [Alias("ConfigurationSettingFile", "ConfigFile")]
    [ValidateNotNullOrEmpty]
    public string? ConfigurationSettingsFile { get; set; }

    /// <summary>The settings that Azure does not give back: hashtables (values may be SecureString), or strings of the form key=value.</summary>
    [Parameter(ParameterSetName = ParameterSets.ByName)]
    [Parameter(ParameterSetName = ParameterSets.ByNameFile)]
    [Parameter(ParameterSetName = ParameterSets.ByCluster)]
    [Parameter(ParameterSetName = ParameterSets.ByClusterFile)]
    [Alias("ConfigurationProtectedSetting")]
    [ValidateNotNull]
    [SettingsTransformation<ProtectedExtensionSettings>]
    [ArgumentCompleter(typeof(ProtectedSettingsCompleter))]
    public ProtectedExtensionSettings[]? ConfigurationProtectedSettings { get; set; }

    /// <summary>A file with the protected settings: one JSON object, UTF-8, 1 MiB at most.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameProtectedFile)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByNameFiles)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByClusterProtectedFile)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByClusterFiles)]
    [Alias("ConfigurationProtectedSettingFile", "ConfigProtectedFile")]
    [ValidateNotNullOrEmpty]
    public string? ConfigurationProtectedSettingsFile { get; set; }

    /// <summary>Starts the operation and puts it out, without waiting for its end.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Does not ask, and lets happen what is otherwise refused: New creates over an existing instance, Update loses protected settings.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leaves out the rules that the type of extension is known to have. Options are checked all the same.</summary>
    [Parameter]
    public SwitchParameter SkipTypeRules { get; set; }

    /// <inheritdoc/>
    private protected override bool ReturnsAtOnce => NoWait;

    /// <summary>What to send for autoUpgradeMinorVersion, after the rules.</summary>
    private protected bool? CheckedMinorVersion { get; private set; }

    /// <summary>The mode, when it was given.</summary>
    private protected AutoUpgradeMode? GivenMode => Given(nameof(AutoUpgradeMode)) ? AutoUpgradeMode : null;

    /// <summary>The settings, wherever they came from; null when none were given.</summary>
    private protected IReadOnlyDictionary<string, string>? PlainSettings { get; private set; }

    /// <summary>The protected settings, wherever they came from; null when none were given.</summary>
    private protected IReadOnlyDictionary<string, SecretValue>? ProtectedSettings { get; private set; }

    /// <inheritdoc/>
    private protected override void Validate()
    {
        CheckedMinorVersion = OptionRules.CheckUpgrade(
            Given(nameof(AutoUpgradeMinorVersion)) ? AutoUpgradeMinorVersion : null, GivenMode, Version, ReleaseTrain, AllowPinnedTrain);
        PlainSettings = ConfigurationSettings is not null
            ? SettingPairs.ReadPlain("-ConfigurationSettings", SettingsInput.Unwrap(ConfigurationSettings))
            : ConfigurationSettingsFile is not null ? SettingsFile.ReadPlain(SettingsInput.ResolvePath(SessionState.Path, ConfigurationSettingsFile)) : null;
        ProtectedSettings = ConfigurationProtectedSettings is not null
            ? SettingPairs.ReadProtected("-ConfigurationProtectedSettings", SettingsInput.Unwrap(ConfigurationProtectedSettings))
            : ConfigurationProtectedSettingsFile is not null
                ? SettingsFile.ReadProtected(SettingsInput.ResolvePath(SessionState.Path, ConfigurationProtectedSettingsFile)) : null;
        Forget(nameof(ConfigurationProtectedSettings));
        OptionRules.CheckSettings(PlainSettings, ProtectedSettings);
        CheckRequest();
        base.Validate();
    }

    /// <summary>None: this is where PowerShell's completion passes by when it wants to know what can be typed, with what is typed already.</summary>
    object? IDynamicParameters.GetDynamicParameters()
    {
        // A command that is about to run has a place in a pipeline.
        if (MyInvocation.PipelinePosition == 0)
        {
            var line = new CommandLine(MyInvocation.MyCommand.Name, name => PSObject.AsPSObject(this).Properties[name]?.Value);
            if (ConfigurationSettings is not null)
            {
                SettingKeys.Offer(line, typeof(ExtensionSettings), isProtected: false);
            }

            if (ConfigurationProtectedSettings is not null)
            {
                SettingKeys.Offer(line, typeof(ProtectedExtensionSettings), isProtected: true);
            }
        }

        return null;
    }

    /// <summary>Checks the options as a whole, after each of them, and before the cluster's subscription is looked for.</summary>
    private protected virtual void CheckRequest()
    {
    }

    /// <summary>Warns of what the service may refuse, and refuses what it surely does.</summary>
    /// <exception cref="AksExtensionException"><c>TypeRuleViolated</c>.</exception>
    private protected void Report(ExtensionTypeKnowledge type, IReadOnlyList<TypeFinding> findings)
    {
        var errors = findings.Where(finding => finding.Severity == RuleSeverity.Error).ToList();
        if (errors.Count > 0)
        {
            throw Errors.TypeRuleViolated(
                type.Name,
                string.Join(' ', errors.Select(finding => finding.Text)),
                string.Join(' ', errors.Select(finding => finding.WayOut).Distinct()));
        }

        // Whoever started a job has been warned already.
        foreach (var finding in CommandJob.Current is null ? findings : [])
        {
            WriteWarning(Messages.TypeFinding(finding.Text, finding.WayOut));
        }
    }

    // An error record carries the command's bound parameters, as deep as it is exported; what was read is not needed there any more.
    private void Forget(string parameter)
    {
        if (Given(parameter))
        {
            MyInvocation.BoundParameters[parameter] = SecretValue.Mask;
        }

        ConfigurationProtectedSettings = null;
    }

    /// <summary>Whether a parameter was given, whatever its value.</summary>
    private protected bool Given(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
