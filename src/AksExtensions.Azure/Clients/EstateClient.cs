using System.Text.Json;
using AksExtensions.Arm;
using AksExtensions.Azure.Answers;
using AksExtensions.Estate;

namespace AksExtensions.Azure.Clients;

/// <summary><see cref="IEstateClient"/> over Azure Resource Graph.</summary>
internal sealed class EstateClient(ArmCalls calls) : IEstateClient
{
    public Task<EstatePage<AksCluster>> FindClustersAsync(EstatePageRequest request, CancellationToken cancellationToken) =>
        FindAsync(request, ClusterMapper.Cluster, cancellationToken);

    public Task<EstatePage<ClusterExtension>> FindExtensionsAsync(EstatePageRequest request, CancellationToken cancellationToken) =>
        FindAsync(request, (row, cluster) => ModelMapper.Extension(row, cluster), cancellationToken);

    private Task<EstatePage<T>> FindAsync<T>(
        EstatePageRequest request, Func<JsonElement, ClusterReference, T> map, CancellationToken cancellationToken) => calls.ReadAsync(
            RequestMethod.Post, calls.Requests.Uri(ResourceGraph.Path, ResourceGraph.ApiVersion), ResourceGraph.Body(request),
            Subject.At(ResourceGraph.Path), (answer, response) => ResourceGraph.Page(answer, response, map), cancellationToken);
}
