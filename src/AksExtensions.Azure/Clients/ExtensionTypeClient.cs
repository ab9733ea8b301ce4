using System.Runtime.CompilerServices;
using System.Text.Json;
using AksExtensions.Arm;
using AksExtensions.Azure.Answers;

namespace AksExtensions.Azure.Clients;

/// <summary><see cref="IExtensionTypeClient"/> over Microsoft.KubernetesConfiguration/extensionTypes.</summary>
internal sealed class ExtensionTypeClient(ArmCalls calls) : IExtensionTypeClient
{
    public IAsyncEnumerable<ExtensionTypeInfo> ListAsync(
        ExtensionTypeScope scope, ExtensionTypeFilter filter, CancellationToken cancellationToken) =>
        ListAsync(scope, string.Empty, filter, ModelMapper.ExtensionType, cancellationToken);

    public Task<ExtensionTypeInfo> GetAsync(ExtensionTypeScope scope, string extensionType, CancellationToken cancellationToken) =>
        GetAsync(scope, $"/{ArmCalls.Segment("ExtensionType", extensionType)}", ModelMapper.ExtensionType, cancellationToken);

    public IAsyncEnumerable<ExtensionTypeVersionInfo> ListVersionsAsync(
        ExtensionTypeScope scope, string extensionType, ExtensionTypeFilter filter, CancellationToken cancellationToken) => ListAsync(
            scope, $"/{ArmCalls.Segment("ExtensionType", extensionType)}/versions", filter,
            version => ModelMapper.ExtensionTypeVersion(version, extensionType, filter.ReleaseTrain), cancellationToken);

    public Task<ExtensionTypeVersionInfo> GetVersionAsync(
        ExtensionTypeScope scope, string extensionType, string version, CancellationToken cancellationToken) => GetAsync(
            scope, $"/{ArmCalls.Segment("ExtensionType", extensionType)}/versions/{ArmCalls.Segment("Version", version)}",
            answer => ModelMapper.ExtensionTypeVersion(answer, extensionType), cancellationToken);

    // The first page finds out which version the cloud has.
    private async IAsyncEnumerable<T> ListAsync<T>(
        ExtensionTypeScope scope, string path, ExtensionTypeFilter filter, Func<JsonElement, T> map, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (items, hasItem) = await calls.ExtensionTypes.AskAsync(
            async version =>
            {
                var started = calls.ListAsync(Uri(scope, path, filter, version), Subject.Of(scope), map, cancellationToken).GetAsyncEnumerator(cancellationToken);
                return (started, await started.MoveNextAsync());
            },
            cancellationToken);
        await using (items)
        {
            for (; hasItem; hasItem = await items.MoveNextAsync())
            {
                yield return items.Current;
            }
        }
    }

    private Task<T> GetAsync<T>(ExtensionTypeScope scope, string path, Func<JsonElement, T> map, CancellationToken cancellationToken) => calls.ExtensionTypes.AskAsync(
        version => calls.GetAsync(Uri(scope, path, ExtensionTypeFilter.None, version), Subject.Of(scope), map, cancellationToken), cancellationToken);

    private Uri Uri(ExtensionTypeScope scope, string path, ExtensionTypeFilter filter, string apiVersion)
    {
        return calls.Requests.Uri($"{Parent(scope)}/extensionTypes{path}", apiVersion,
        [
            new("publisherId", filter.PlanPublisher),
            new("offerId", filter.PlanProduct),
            new("planId", filter.PlanName),
            new("releaseTrain", filter.ReleaseTrain),
            new("clusterType", filter.ClusterType is { } type ? ClusterTypeInfo.Of(type).ResourceType : null),
            new("majorVersion", filter.MajorVersion),
            new("showLatest", filter.Latest is { } latest ? (latest ? "true" : "false") : null),
        ]);
    }

    private static string Parent(ExtensionTypeScope scope)
    {
        if (scope.Cluster is { } cluster)
        {
            return cluster.ExtensionProviderPath;
        }

        var provider = $"/subscriptions/{ArmCalls.Segment("SubscriptionId", scope.SubscriptionId!)}/providers/Microsoft.KubernetesConfiguration";
        return scope.Location is { } location ? $"{provider}/locations/{ArmCalls.Segment("Location", location)}" : provider;
    }
}
