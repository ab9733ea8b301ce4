using AksExtensions.Arm;
using AksExtensions.Parameters.Completion;
using AksExtensions.Pipeline;

namespace AksExtensions.Commands;

/// <summary>A command that lists what can be installed on a cluster, in a region or in a subscription.</summary>
public abstract class TypeCmdlet : ClusterCmdlet
{
    /// <summary>A region, such as eastus, instead of a cluster. -ClusterType is then a filter.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ByLocation)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LocationCompleter))]
    public string Location { get; set; } = string.Empty;

    /// <summary>Returns only items with versions on this release train, such as stable or preview.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReleaseTrainCompleter))]
    public string? ReleaseTrain { get; set; }

    /// <summary>The kind of cluster as a filter, only without a cluster, because a cluster has one kind.</summary>
    private protected ClusterType? ClusterTypeFilter =>
        (IsByLocation || IsBySubscription) && this.IsGiven(nameof(ClusterType)) ? ClusterType : null;

    private bool IsByLocation => ParameterSetName == ParameterSets.ByLocation;

    // The default set, which PowerShell does not select when there is input, even if the input is empty.
    private bool IsBySubscription => ParameterSetName == ParameterSets.BySubscription;

    /// <inheritdoc/>
    private protected override void Validate()
    {
        if (IsByLocation)
        {
            NamePattern.CheckSegment(nameof(Location), Location);
        }

        if (IsByLocation || IsBySubscription)
        {
            _ = Clusters.DefaultSubscription();
        }
    }

    /// <inheritdoc/>
    private protected sealed override void Process(ClusterItem item) => Ask(new(item.Cluster));

    /// <inheritdoc/>
    private protected sealed override void Finish()
    {
        if (IsByLocation)
        {
            // The form 'East US' is accepted too.
            Ask(new(null, Clusters.DefaultSubscription(), Location.Replace(" ", string.Empty, StringComparison.Ordinal)));
        }
        else if (IsBySubscription)
        {
            Ask(new(null, Clusters.DefaultSubscription()));
        }
    }

    /// <summary>Reads and returns the results.</summary>
    private protected abstract Task AskAsync(ExtensionTypeScope scope, CommandSink sink, CancellationToken cancellationToken);

    private void Ask(ExtensionTypeScope scope) => Run.Start(
        (object?)scope.Cluster ?? scope.Location ?? scope.SubscriptionId!, work => AskAsync(scope, work.Sink, work.CancellationToken));
}
