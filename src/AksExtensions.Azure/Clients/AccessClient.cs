using AksExtensions.Arm;
using AksExtensions.Azure.Answers;

namespace AksExtensions.Azure.Clients;

/// <summary><see cref="IAccessClient"/> over Microsoft.Authorization.</summary>
internal sealed class AccessClient(ArmCalls calls) : IAccessClient
{
    private const string PermissionsApiVersion = "2022-04-01";
    private const string LocksApiVersion = "2020-05-01";

    public IAsyncEnumerable<PermissionRule> ListPermissionsAsync(ClusterReference cluster, CancellationToken cancellationToken) => calls.ListAsync(
        calls.Requests.Uri($"{cluster.Path}/providers/Microsoft.Authorization/permissions", PermissionsApiVersion),
        Subject.Of(cluster), ModelMapper.PermissionRule, cancellationToken);

    public IAsyncEnumerable<ManagementLock> ListLocksAsync(string subscriptionId, CancellationToken cancellationToken) => calls.ListAsync(
        calls.Requests.Uri($"/subscriptions/{ArmCalls.Segment("SubscriptionId", subscriptionId)}/providers/Microsoft.Authorization/locks", LocksApiVersion),
        Subject.At($"/subscriptions/{subscriptionId}"), ModelMapper.ManagementLock, cancellationToken);

    public IAsyncEnumerable<ManagementLock> ListLocksAsync(ClusterReference cluster, CancellationToken cancellationToken) => calls.ListAsync(
        calls.Requests.Uri($"{cluster.Path}/providers/Microsoft.Authorization/locks", LocksApiVersion, [new("$filter", "atScope()")]),
        Subject.Of(cluster), ModelMapper.ManagementLock, cancellationToken);
}
