using System.Collections;
using AksExtensions.Estate;
using AksExtensions.Parameters.Completion;

namespace AksExtensions.Commands;

/// <summary>Finds AKS clusters in all subscriptions.</summary>
[Cmdlet(VerbsCommon.Find, "AksCluster")]
[OutputType(typeof(AksCluster))]
public sealed class FindAksClusterCommand : EstateCmdlet
{
    /// <inheritdoc/>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public override string[]? Name { get; set; }

    /// <summary>Tags, all of which a cluster must have: name and value, name and values, or name and $null for any value.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NotAFile]
    public IDictionary? Tag { get; set; }

    /// <summary>Regions, such as eastus.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LocationCompleter))]
    public string[]? Location { get; set; }

    /// <summary>Kubernetes versions, such as 1.34.*.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [NotAFile]
    public string[]? KubernetesVersion { get; set; }

    /// <inheritdoc/>
    private protected override EstateQuery CreateQuery(IReadOnlyList<string>? subscriptionIds) => EstateQuery.For(new ClusterFilter
    {
        SubscriptionIds = subscriptionIds,
        ResourceGroupNames = ResourceGroupName,
        Names = Name,
        ProvisioningStates = ProvisioningState,
        Locations = Location,
        KubernetesVersions = KubernetesVersion,
        Tags = TagInput.Read(Tag),
    });

    /// <inheritdoc/>
    private protected override void Search(EstateSearch search, EstateQuery query) => search.Start(query, Run.Service.Estate.FindClustersAsync);
}
