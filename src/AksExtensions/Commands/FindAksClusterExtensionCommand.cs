using AksExtensions.Estate;
using AksExtensions.Parameters.Completion;

namespace AksExtensions.Commands;

/// <summary>Finds extensions on the clusters of all subscriptions.</summary>
[Cmdlet(VerbsCommon.Find, "AksClusterExtension")]
[OutputType(typeof(ClusterExtension))]
public sealed class FindAksClusterExtensionCommand : EstateCmdlet
{
    /// <inheritdoc/>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public override string[]? Name { get; set; }

    /// <summary>Types of extension, such as microsoft.flux.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ExtensionTypeCompleter))]
    public string[]? ExtensionType { get; set; }

    /// <summary>The names of their clusters.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public string[]? ClusterName { get; set; }

    /// <summary>The kinds of their clusters. Default: all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ClusterType[]? ClusterType { get; set; }

    /// <summary>Only extensions for which Azure has a newer version on their release train. NewestVersion names it.</summary>
    [Parameter]
    public SwitchParameter Outdated { get; set; }

    /// <inheritdoc/>
    private protected override EstateQuery CreateQuery(IReadOnlyList<string>? subscriptionIds) => EstateQuery.For(new ExtensionFilter
    {
        SubscriptionIds = subscriptionIds,
        ResourceGroupNames = ResourceGroupName,
        Names = Name,
        ProvisioningStates = ProvisioningState,
        ExtensionTypes = ExtensionType,
        ClusterNames = ClusterName,
        ClusterTypes = ClusterType,
    });

    /// <inheritdoc/>
    private protected override void Search(EstateSearch search, EstateQuery query) => search.Start(
        query, Run.Service.Estate.FindExtensionsAsync,
        Outdated
            ? new OutdatedSearch(Run, new() { SubscriptionIds = query.SubscriptionIds, ResourceGroupNames = ResourceGroupName, Names = ClusterName }).SelectAsync
            : null);
}
