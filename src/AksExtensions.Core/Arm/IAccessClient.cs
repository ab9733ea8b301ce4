namespace AksExtensions.Arm;

/// <summary>
/// Permissions and locks. Source: https://learn.microsoft.com/rest/api/authorization/permissions and
/// https://learn.microsoft.com/rest/api/resources/management-locks
/// </summary>
public interface IAccessClient
{
    /// <summary>Lists the permissions of the caller on a cluster and its extensions (Permissions_ListForResource).</summary>
    IAsyncEnumerable<PermissionRule> ListPermissionsAsync(ClusterReference cluster, CancellationToken cancellationToken);

    /// <summary>Lists all locks of a subscription: its own, and those of its groups and resources (ManagementLocks_ListAtSubscriptionLevel).</summary>
    IAsyncEnumerable<ManagementLock> ListLocksAsync(string subscriptionId, CancellationToken cancellationToken);

    /// <summary>Lists the locks that apply to a cluster: its own, and those of its group and subscription (ManagementLocks_ListAtResourceLevel).</summary>
    IAsyncEnumerable<ManagementLock> ListLocksAsync(ClusterReference cluster, CancellationToken cancellationToken);
}
