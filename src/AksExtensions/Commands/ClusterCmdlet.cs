using System.Management.Automation;
using AksExtensions.Arm;
using AksExtensions.Parameters;

namespace AksExtensions.Commands;

/// <summary>A command that works on clusters: by name, or from the pipeline.</summary>
public abstract class ClusterCmdlet : AksCmdlet
{
    /// <summary>The cluster's resource group.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByName)]
    [ValidateNotNullOrEmpty]
    public virtual string ResourceGroupName { get; set; } = string.Empty;

    /// <summary>The cluster's name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByName)]
    [ValidateNotNullOrEmpty]
    public virtual string ClusterName { get; set; } = string.Empty;

    /// <summary>Clusters: resource ids, objects that have one, rows, or this module's own objects.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.ByCluster)]
    [ValidateNotNullOrEmpty]
    [ClusterTargetTransformation]
    public virtual ClusterTarget[] Cluster { get; set; } = [];

    /// <summary>The cluster's subscription, a GUID. Default: the connection's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SubscriptionId { get; set; }

    /// <summary>The kind of cluster. Default: ManagedClusters, which is AKS.</summary>
    [Parameter]
    public ClusterType ClusterType { get; set; } = ClusterType.ManagedClusters;

    /// <summary>The cluster's resource provider; needed for ProvisionedClusters, else the kind's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClusterResourceProvider { get; set; }

    /// <summary>Whether the command was given names rather than objects.</summary>
    private protected bool IsByName => ParameterSetName.StartsWith(ParameterSets.ByName, StringComparison.Ordinal);

    /// <summary>Works on each cluster. A bad one that was given by parameter ends the command; one from the pipeline is an error of its own.</summary>
    protected sealed override void ProcessRecord()
    {
        if (IsByName)
        {
            Refusing(() => Process(new(null, ResourceGroupName, ClusterName, null, null)));
            return;
        }

        foreach (var target in Cluster)
        {
            if (!MyInvocation.ExpectingInput)
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
                WriteError(ErrorRecords.Create(refusal));
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

    /// <summary>Checks what can be checked of a target before its subscription is looked for, which may cost a request.</summary>
    private protected virtual void Check(ClusterTarget target)
    {
    }

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

        Process(target, Resolve(target));
    }

    private ClusterReference Resolve(ClusterTarget target) => target.Resolve(DefaultSubscription, ClusterType, ClusterResourceProvider);

    private string DefaultSubscription() => SubscriptionId ?? Session.DefaultSubscription(() => Await(Service.SignInAsync), () => Await(async cancellationToken =>
    {
        var subscriptions = new List<SubscriptionInfo>();
        await foreach (var subscription in Service.ListSubscriptionsAsync(cancellationToken))
        {
            subscriptions.Add(subscription);
        }

        return subscriptions;
    }));
}
