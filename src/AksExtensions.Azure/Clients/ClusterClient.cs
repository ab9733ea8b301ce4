using AksExtensions.Arm;
using AksExtensions.Azure.Answers;

namespace AksExtensions.Azure.Clients;

/// <summary><see cref="IClusterClient"/> over ARM; the api-version belongs to the kind of cluster.</summary>
internal sealed class ClusterClient(ArmCalls calls) : IClusterClient
{
    public Task<ClusterFacts> GetFactsAsync(ClusterReference cluster, CancellationToken cancellationToken) => calls.GetAsync(
        calls.Requests.Uri(cluster.Path, cluster.Type.ApiVersion), Subject.Of(cluster),
        ClusterMapper.ClusterFacts, cancellationToken);

    public Task<AksCluster> GetAsync(ClusterReference cluster, CancellationToken cancellationToken) => calls.GetAsync(
        calls.Requests.Uri(cluster.Path, cluster.Type.ApiVersion), Subject.Of(cluster), ClusterMapper.ManagedCluster, cancellationToken);

    public IAsyncEnumerable<AksCluster> ListAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        var type = ClusterTypeInfo.Of(ClusterType.ManagedClusters);
        var path = $"/subscriptions/{ArmCalls.Segment("SubscriptionId", subscriptionId)}/providers/{type.ResourceProvider}/{type.ResourceType}";
        return calls.ListAsync(calls.Requests.Uri(path, type.ApiVersion), Subject.At(path), ClusterMapper.ManagedCluster, cancellationToken);
    }
}
