using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>The checks before those of a resource: whether it exists, whether its provider is registered, whether it is locked.</summary>
internal sealed class Guard(ArmState state)
{
    public Subscription Subscription(ArmPath path) =>
        state.Subscriptions.Find(path.Subscription!) ?? throw ArmErrors.SubscriptionNotFound(path.Subscription!);

    public ResourceGroup Group(ArmPath path)
    {
        Subscription(path);
        return state.Subscriptions.FindGroup(path.Subscription!, path.ResourceGroup!)
            ?? throw ArmErrors.ResourceGroupNotFound(path.ResourceGroup!);
    }

    /// <summary>The cluster at the beginning of a path.</summary>
    public Cluster Cluster(ArmPath path)
    {
        Group(path);
        var (subscription, group, type, name) = ResourceIds.ParseCluster(path)!.Value;
        return state.Clusters.Find(ResourceIds.Cluster(subscription, group, type.Kind, name))
            ?? throw ArmErrors.ResourceNotFound($"{type.Namespace}/{type.Type}", name, group);
    }

    public void Registered(string subscription, string providerNamespace)
    {
        if (state.Subscriptions.Registration(subscription, providerNamespace).State is not "Registered")
            throw ArmErrors.NotRegistered(providerNamespace);
    }

    /// <summary>Refuses requests that a lock blocks: a read-only lock blocks all writes, the other kind only deletes.</summary>
    public void Unlocked(string resourceId, bool delete)
    {
        var locks = state.Access.LocksOver(resourceId)
            .Where(l => delete || l.Level.Equals("ReadOnly", StringComparison.OrdinalIgnoreCase))
            .ToArray();
        if (locks.Length == 0)
            return;
        var scopes = string.Join(",", locks.Select(l => l.Scope).Distinct(StringComparer.OrdinalIgnoreCase));
        throw ArmErrors.Of(
            StatusCodes.Status409Conflict,
            "ScopeLocked",
            $"The scope '{resourceId}' cannot perform {(delete ? "delete" : "write")} operation because following scope(s) are locked: "
            + $"'{scopes}'. Please remove the lock and try again.");
    }
}
