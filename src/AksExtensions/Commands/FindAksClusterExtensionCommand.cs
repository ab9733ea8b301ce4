using System.Management.Automation;
using AksExtensions.Estate;

namespace AksExtensions.Commands;

/// <summary>Finds extensions on the clusters of all subscriptions at once.</summary>
[Cmdlet(VerbsCommon.Find, "AksClusterExtension")]
[OutputType(typeof(ClusterExtension))]
public sealed class FindAksClusterExtensionCommand : EstateCmdlet
{
    /// <summary>Types of extension, such as microsoft.flux.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? ExtensionType { get; set; }

    /// <summary>The names of the clusters that the extensions are on.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? ClusterName { get; set; }

    /// <summary>The kinds of these clusters. Default: all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ClusterType[]? ClusterType { get; set; }

    /// <inheritdoc/>
    private protected override EstateQuery CreateQuery() => EstateQuery.For(new ExtensionFilter
    {
        SubscriptionIds = SubscriptionId,
        ResourceGroupNames = ResourceGroupName,
        Names = Name,
        ProvisioningStates = ProvisioningState,
        ExtensionTypes = ExtensionType,
        ClusterNames = ClusterName,
        ClusterTypes = ClusterType,
    });

    /// <inheritdoc/>
    private protected override void Search(EstateQuery query) => Search(query, Service.FindExtensionsAsync);
}
