using System.Runtime.CompilerServices;
using AksExtensions.Arm;
using AksExtensions.Azure.Answers;

namespace AksExtensions.Azure.Clients;

/// <summary><see cref="IKubernetesResourceClient"/> over Microsoft.KubernetesConfiguration/kubernetesResources.</summary>
internal sealed class KubernetesResourceClient(ArmCalls calls) : IKubernetesResourceClient
{
    private const string ApiVersion = "2026-06-15-preview";

    public async IAsyncEnumerable<string> ListAsync(ClusterReference cluster, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (calls.Requests.KubernetesResourcesRefusal is { } known)
        {
            throw known;
        }

        var properties = calls.ListAsync(
            calls.Requests.Uri($"{cluster.ExtensionProviderPath}/kubernetesResources", ApiVersion), Subject.Of(cluster),
            resource => resource.Property("properties")?.GetRawText(), cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (properties)
        {
            while (await MoveNextAsync(properties))
            {
                if (properties.Current is { } text)
                {
                    yield return text;
                }
            }
        }
    }

    private async Task<bool> MoveNextAsync(IAsyncEnumerator<string?> properties)
    {
        try
        {
            return await properties.MoveNextAsync();
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.ApiVersionNotSupported))
        {
            // This applies to the whole cloud, so 300 clusters ask once.
            calls.Requests.KubernetesResourcesRefusal = failure;
            throw;
        }
    }
}
