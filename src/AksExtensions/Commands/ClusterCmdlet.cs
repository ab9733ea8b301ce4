using AksExtensions.Parameters.Completion;

namespace AksExtensions.Commands;

/// <summary>A command that works on clusters, by name or from the pipeline. Its runs contain the behavior.</summary>
public abstract class ClusterCmdlet : PSCmdlet, IDisposable
{
    private CommandRun? _run;
    private ClusterRun? _clusters;

    /// <summary>The clusters' resource group. Of clusters from the pipeline, the resource group of those that are given without one.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.ByName)]
    [Parameter(ParameterSetName = ParameterSets.ByCluster)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ResourceGroupNameCompleter))]
    public virtual string ResourceGroupName { get; set; } = string.Empty;

    /// <summary>The clusters' names.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ParameterSets.ByName)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public virtual string[] ClusterName { get; set; } = [];

    /// <summary>Clusters: resource IDs, objects that have one, rows, or this module's own objects. With -ResourceGroupName also names.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByCluster)]
    [Alias("InputObject")]
    [ValidateNotNullOrEmpty]
    [ClusterTargetTransformation]
    [ArgumentCompleter(typeof(ClusterIdCompleter))]
    public virtual ClusterTarget[] Cluster { get; set; } = [];

    /// <summary>The default subscription, by ID or name. Default: the connection's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SingleItem]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    public string? SubscriptionId { get; set; }

    /// <summary>The kind of cluster. Default: ManagedClusters, which is AKS.</summary>
    [Parameter]
    public ClusterType ClusterType { get; set; } = ClusterType.ManagedClusters;

    /// <summary>The cluster's resource provider; required for ProvisionedClusters. Default: the provider of the kind.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ResourceProviderCompleter))]
    public string? ClusterResourceProvider { get; set; }

    /// <summary>The number of clusters at a time, 1 to 256. Clusters that only wait for Azure do not count. Default: 32.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    [NotAFile]
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>Ends the command after this many failed clusters. Default: never.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NotAFile]
    public int MaxErrorCount { get; set; } = int.MaxValue;

    /// <summary>Runs the command as a job and returns the job. A job cannot ask for confirmation: commands that ask need -Force.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <summary>Ignored, with a warning: scripts that were written for Az.KubernetesConfiguration have it.</summary>
    [Parameter(DontShow = true)]
    [Alias("AzContext", "AzureRMContext", "AzureCredential")]
    public object? DefaultProfile { get; set; }

    /// <summary>The connection, the pump, progress, failures and the end of this command.</summary>
    private protected CommandRun Run => _run ??= new(this, new(
        ThrottleLimit, () => Targets, MaxErrorCount));

    /// <summary>The number of targets; null when they come from the pipeline.</summary>
    private protected int? Targets => MyInvocation.ExpectingInput ? null : Given.Sum(target => ExtensionNamesOf(target).Count);

    /// <summary>The work of this command on its clusters.</summary>
    private protected ClusterRun Clusters => _clusters ??= new(
        this, Run,
        new(Given, IsByName, SubscriptionId, this.IsGiven(nameof(ResourceGroupName)) ? ResourceGroupName : null, ClusterType, ClusterResourceProvider),
        new(Validate, ExtensionNamesOf, Check, Process, Finish));

    /// <summary>Whether the clusters can be rows, which have columns.</summary>
    private protected bool MayHaveRows => !IsByName;

    private bool IsByName => ParameterSetName.StartsWith(ParameterSets.ByName, StringComparison.Ordinal);

    private IReadOnlyList<ClusterTarget> Given => IsByName ? ClusterName.Select(name => new ClusterTarget(null, ResourceGroupName, name)).ToList()
        : MyInvocation.ExpectingInput ? []
        : Cluster;

    /// <summary>Stops everything that is still running.</summary>
    public void Dispose()
    {
        _run?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Checks everything that can be checked without a request.</summary>
    protected sealed override void BeginProcessing()
    {
        IgnoredProfile.Warn(this);
        Clusters.Begin(AsJob);
    }

    /// <summary>Starts the work on each cluster.</summary>
    protected sealed override void ProcessRecord() => Clusters.Process(Cluster);

    /// <summary>Waits for the work that was started.</summary>
    protected sealed override void EndProcessing() => Clusters.End();

    /// <summary>Ctrl+C.</summary>
    protected sealed override void StopProcessing() => _run?.Cancel();

    /// <summary>Checks the command's own parameters; a refusal ends the command before the first request.</summary>
    private protected virtual void Validate()
    {
    }

    /// <summary>The extensions, or the pattern of extensions, that the command works on; one null when it works on the cluster.</summary>
    /// <exception cref="AksExtensionException">The command needs a name, and there is none.</exception>
    private protected virtual IReadOnlyList<string?> ExtensionNamesOf(ClusterTarget target) => [null];

    /// <summary>Checks one target without a request.</summary>
    /// <exception cref="AksExtensionException">The command would refuse this target.</exception>
    private protected virtual void Check(ClusterItem item)
    {
    }

    /// <summary>Checks one target, asks PowerShell, and starts the work.</summary>
    private protected abstract void Process(ClusterItem item);

    /// <summary>Completes the command after the input has ended, unless a job does the work.</summary>
    private protected virtual void Finish()
    {
    }
}
