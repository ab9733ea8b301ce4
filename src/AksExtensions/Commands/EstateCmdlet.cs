using AksExtensions.Estate;
using AksExtensions.Parameters.Completion;

namespace AksExtensions.Commands;

/// <summary>A command that searches all subscriptions with Azure Resource Graph.</summary>
public abstract class EstateCmdlet : AksCmdlet
{
    /// <summary>The names of the clusters or extensions.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public virtual string[]? Name { get; set; }

    /// <summary>The clusters' resource groups.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ResourceGroupNameCompleter))]
    public string[]? ResourceGroupName { get; set; }

    /// <summary>The subscriptions to search, by ID or name. Default: all that the sign-in can see.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    public string[]? SubscriptionId { get; set; }

    /// <summary>Provisioning states, such as Succeeded or Failed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProvisioningStateCompleter))]
    public string[]? ProvisioningState { get; set; }

    /// <summary>The query that the parameters make.</summary>
    private protected abstract EstateQuery CreateQuery(IReadOnlyList<string>? subscriptionIds);

    /// <summary>Starts the search.</summary>
    private protected abstract void Search(EstateSearch search, EstateQuery query);

    /// <inheritdoc/>
    private protected sealed override void Validate() => _ = CreateQuery(subscriptionIds: null);

    /// <inheritdoc/>
    private protected sealed override void Finish()
    {
        var subscriptions = new Subscriptions(Run, null);
        Search(new(Run), CreateQuery(SubscriptionId?.Select(subscriptions.IdOf).ToList()));
    }
}
