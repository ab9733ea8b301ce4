using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AksExtensions.Arm;
using AksExtensions.Estate;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;
using AksExtensions.Pipeline;

namespace AksExtensions.Commands;

/// <summary>A command that works on clusters: by name, or from the pipeline.</summary>
public abstract class ClusterCmdlet : AksCmdlet
{
    // A list of extensions names each cluster several times: so many are told one by one, the rest by their number.
    private const int MostDuplicateWarnings = 5;

    private readonly HashSet<Guid> _seen = [];
    private readonly List<ClusterTarget> _jobTargets = [];
    private Dictionary<string, object>? _jobParameters;
    private int _duplicates;

    /// <summary>The cluster's resource group.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByName)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ResourceGroupNameCompleter))]
    public virtual string ResourceGroupName { get; set; } = string.Empty;

    /// <summary>The cluster's name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByName)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public virtual string ClusterName { get; set; } = string.Empty;

    /// <summary>Clusters: resource ids, objects that have one, rows, or this module's own objects.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByCluster)]
    [ValidateNotNullOrEmpty]
    [ClusterTargetTransformation]
    [ArgumentCompleter(typeof(ClusterIdCompleter))]
    public virtual ClusterTarget[] Cluster { get; set; } = [];

    /// <summary>The cluster's subscription, a GUID. Default: the connection's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    public string? SubscriptionId { get; set; }

    /// <summary>The kind of cluster. Default: ManagedClusters, which is AKS.</summary>
    [Parameter]
    public ClusterType ClusterType { get; set; } = ClusterType.ManagedClusters;

    /// <summary>The cluster's resource provider; needed for ProvisionedClusters, else the kind's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ResourceProviderCompleter))]
    public string? ClusterResourceProvider { get; set; }

    /// <summary>How many clusters are worked on at a time, 1 to 256. Those that only wait for Azure do not count. Default: 32.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    [NotAFile]
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>Ends the command after so many failed clusters. Default: never.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NotAFile]
    public int MaxErrorCount { get; set; } = int.MaxValue;

    /// <summary>Runs the command as a job, and puts out the job. Nobody can be asked in a job: commands that ask need -Force.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    private protected override int TargetLimit => ThrottleLimit;

    /// <inheritdoc/>
    private protected override int? TargetCount =>
        MyInvocation.ExpectingInput || !MyInvocation.BoundParameters.ContainsKey(nameof(Cluster)) ? null : Cluster.Length;

    /// <inheritdoc/>
    private protected override int FailureLimit => MaxErrorCount;

    /// <summary>Whether the clusters come from the pipeline, where one that is refused leaves the others be: here, or to the command of this job.</summary>
    private bool IsList => MyInvocation.ExpectingInput || CommandJob.Current?.HasList == true;

    /// <summary>Whether the command was given names rather than objects.</summary>
    private protected bool IsByName => ParameterSetName.StartsWith(ParameterSets.ByName, StringComparison.Ordinal);

    /// <summary>Works on each cluster. A bad one that was given by parameter ends the command; one from the pipeline is an error of its own.</summary>
    protected sealed override void ProcessRecord()
    {
        if (_jobParameters is not null)
        {
            _jobTargets.AddRange(Cluster);
            return;
        }

        if (IsByName)
        {
            Refusing(() => Process(new(null, ResourceGroupName, ClusterName, null, null)));
            return;
        }

        foreach (var target in Cluster)
        {
            if (!IsList)
            {
                Refusing(() => Process(target));
                continue;
            }

            try
            {
                Process(target);
            }
            catch (AksExtensionException refusal)
            {
                Refuse(refusal, target.Input);
            }
        }
    }

    /// <inheritdoc/>
    private protected override void Validate()
    {
        if (IsByName)
        {
            var target = new ClusterTarget(null, ResourceGroupName, ClusterName, null, null);
            Check(target);
            _ = Resolve(target);
        }
    }

    /// <summary>A pattern of names. A name without wildcards matches itself alone.</summary>
    private protected static WildcardPattern Pattern(string? name) =>
        WildcardPattern.Get(name ?? "*", WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);

    /// <summary>Refuses a pattern that PowerShell would refuse when it meets the first name.</summary>
    /// <exception cref="AksExtensionException"><c>FilterInvalid</c>.</exception>
    private protected static void CheckPattern(string parameter, string? pattern)
    {
        if (pattern is null || !WildcardPattern.ContainsWildcardCharacters(pattern))
        {
            return;
        }

        try
        {
            _ = Pattern(pattern).IsMatch(string.Empty);
        }
        catch (RuntimeException)
        {
            throw Errors.FilterInvalid(parameter, pattern, TextPattern.BrokenSet);
        }
    }

    /// <summary>Checks what can be checked of a target before its subscription is looked for, which may cost a request.</summary>
    private protected virtual void Check(ClusterTarget target)
    {
    }

    /// <inheritdoc/>
    private protected override void Begin()
    {
        // What -WhatIf shows is for the person who is here now.
        if (AsJob && !IsPreferred("WhatIf"))
        {
            _jobParameters = new(MyInvocation.BoundParameters);
            _jobParameters.Remove(nameof(AsJob));
        }
    }

    /// <summary>Whether a job does the work of this command.</summary>
    private protected bool IsStartingJob => _jobParameters is not null;

    /// <inheritdoc/>
    private protected override void Finish()
    {
        if (_duplicates > MostDuplicateWarnings)
        {
            WriteWarning(Messages.MoreDuplicates(_duplicates - MostDuplicateWarnings));
        }

        if (_jobParameters is not null)
        {
            StartJob(_jobParameters);
        }
    }

    /// <summary>The extension, or the pattern of extensions, that the command works on; null when it works on the cluster.</summary>
    private protected virtual string? ExtensionNameOf(ClusterTarget target) => null;

    /// <summary>Works on one cluster: checks, asks PowerShell, and starts the work.</summary>
    /// <param name="target">What the command was pointed at.</param>
    /// <param name="cluster">The cluster.</param>
    private protected abstract void Process(ClusterTarget target, ClusterReference cluster);

    private void Process(ClusterTarget target)
    {
        if (target.Refusal is null)
        {
            Check(target);
        }

        var cluster = Resolve(target);
        // A digest, so that a list of any length stays small in memory.
        var extensionName = ExtensionNameOf(target);
        var key = $"{cluster.Id}|{extensionName}".ToUpperInvariant();
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(key.AsSpan()), digest);
        if (_seen.Add(new Guid(digest[..16])))
        {
            Process(target, cluster);
        }
        else if (++_duplicates <= MostDuplicateWarnings)
        {
            // With -Name it is the cluster that was given twice, whatever extensions of it came.
            WriteWarning(Messages.Duplicate(cluster, target.ExtensionName == extensionName ? extensionName : null));
        }
    }

    private void StartJob(Dictionary<string, object> parameters)
    {
        if (ParameterSetName.StartsWith(ParameterSets.ByCluster, StringComparison.Ordinal))
        {
            parameters[nameof(Cluster)] = _jobTargets.ToArray();
        }

        // The line may hold a protected value; whoever reads the list of jobs need not know it.
        var hasSecret = parameters.ContainsKey(nameof(SettingsClusterCmdlet.ConfigurationProtectedSettings));
        var line = hasSecret ? MyInvocation.MyCommand.Name : MyInvocation.Line.Trim();
        // As the file system names it: the job knows no drive that this session has made.
        var location = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        var job = new CommandJob(GetType(), MyInvocation.MyCommand.Name, parameters, line, Session, location)
        {
            HasList = MyInvocation.ExpectingInput,
        };
        JobRepository.Add(job);
        job.Start();
        WriteObject(job);
    }

    private ClusterReference Resolve(ClusterTarget target) => target.Resolve(DefaultSubscription, ClusterType, ClusterResourceProvider);

    /// <summary>The subscription of what is given without one; to find it may cost a request.</summary>
    private protected string DefaultSubscription() => SubscriptionId ?? Session.DefaultSubscription(() => Await(Service.SignInAsync), () => Await(async cancellationToken =>
    {
        var subscriptions = new List<SubscriptionInfo>();
        await foreach (var subscription in Service.Subscriptions.ListAsync(cancellationToken))
        {
            subscriptions.Add(subscription);
        }

        return subscriptions;
    }));
}
