using AksExtensions.Arm;

namespace AksExtensions.Running;

/// <summary>Finds the IDs of subscriptions, which can be specified by name, as in Azure CLI.</summary>
/// <param name="run">The command's run.</param>
/// <param name="fallback">The subscription of clusters that are specified without one, by ID or name; null means that of the connection.</param>
internal sealed class Subscriptions(CommandRun run, string? fallback)
{
    /// <summary>The ID of a subscription.</summary>
    /// <param name="given">Its ID or name; null means the default. A name costs a request, the first time in a session.</param>
    /// <exception cref="AksExtensionException"><c>SubscriptionRequired</c> or <c>SubscriptionNameUnknown</c>.</exception>
    public string IdOf(string? given)
    {
        var wanted = string.IsNullOrEmpty(given) ? fallback : given;
        return wanted is null ? run.Session.DefaultSubscription(() => run.Await(run.Service.SignInAsync), List)
            : ClusterReference.IsGuid(wanted) ? wanted
            : run.Session.SubscriptionNamed(wanted, List);
    }

    private IReadOnlyList<SubscriptionInfo> List() => run.Await(async cancellationToken =>
    {
        var subscriptions = new List<SubscriptionInfo>();
        await foreach (var subscription in run.Service.Subscriptions.ListAsync(cancellationToken))
        {
            subscriptions.Add(subscription);
        }

        return subscriptions;
    });
}
