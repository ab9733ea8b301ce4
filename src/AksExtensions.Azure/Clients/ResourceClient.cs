using AksExtensions.Arm;
using AksExtensions.Azure.Answers;

namespace AksExtensions.Azure.Clients;

/// <summary><see cref="IResourceClient"/> over ARM.</summary>
internal sealed class ResourceClient(ArmCalls calls) : IResourceClient
{
    public Task<ResourceFacts> GetAsync(string resourceId, string apiVersion, CancellationToken cancellationToken) => calls.GetAsync(
        calls.Requests.Uri(ArmCalls.Path(resourceId), apiVersion), Subject.OfResource(resourceId),
        resource => new ResourceFacts(resource.String("id") ?? resourceId, JsonPlain.Object(resource)), cancellationToken);
}
