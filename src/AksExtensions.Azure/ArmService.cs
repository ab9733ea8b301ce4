using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using AksExtensions.Arm;
using AksExtensions.Azure.Pipeline;
using AksExtensions.Estate;
using Azure;
using Azure.Core;

namespace AksExtensions.Azure;

/// <summary><see cref="IArmService"/> over Azure.ResourceManager: what to ask, and what the answers mean.</summary>
internal sealed class ArmService(ArmRequests requests, Lazy<ArmRequests> quietRequests, ArmConnection connection, CommandScope scope) : IArmService
{
    private const string ExtensionTypesApiVersion = "2024-11-01-preview";
    private const string SubscriptionsApiVersion = "2022-12-01";
    private const string ProvidersApiVersion = "2021-04-01";
    private const string PermissionsApiVersion = "2022-04-01";
    private const string LocksApiVersion = "2020-05-01";

    public IArmService Observe(Action<ArmExchange>? onRequest) => new ArmService(requests, quietRequests, connection, new CommandScope(onRequest));

    public IArmService Quiet() => new ArmService(quietRequests.Value, quietRequests, connection, scope);

    public Task<TokenSource> SignInAsync(CancellationToken cancellationToken) => requests.SignInAsync(cancellationToken);

    public async Task<ClusterExtension> GetExtensionAsync(ExtensionReference extension, CancellationToken cancellationToken)
    {
        var (response, _) = await SendAsync(RequestMethod.Get, requests.Uri(extension.Path, connection.ApiVersion), null, cancellationToken);
        return response.Status == 200
            ? ReadExtension(response, extension)
            : throw await RefusedAsync(response, extension, cancellationToken);
    }

    public IAsyncEnumerable<ClusterExtension> ListExtensionsAsync(ClusterReference cluster, CancellationToken cancellationToken) => ListAsync(
        requests.Uri($"{cluster.ExtensionProviderPath}/extensions", connection.ApiVersion),
        response => ErrorMapper.FromResponse(response, cluster), resource => ModelMapper.Extension(resource, cluster), cancellationToken);

    public async Task<StartedOperation> CreateExtensionAsync(
        ExtensionReference extension, CreateExtensionRequest request, CancellationToken cancellationToken)
    {
        scope.Remember(
            request.ConfigurationProtectedSettings,
            [
                extension.Id, request.ExtensionType, request.Version, request.ReleaseTrain, request.ReleaseNamespace, request.TargetNamespace,
                .. request.ConfigurationSettings?.Values ?? [],
            ]);
        var body = RequestBody.Write(request, extension.Cluster);
        return await StartAsync(
            OperationKind.Create, RequestMethod.Put, extension, body, resource => LostAnswer.IsOf(request, resource), cancellationToken);
    }

    public async Task<StartedOperation> UpdateExtensionAsync(
        ExtensionReference extension, UpdateExtensionRequest request, CancellationToken cancellationToken)
    {
        scope.Remember(
            request.ConfigurationProtectedSettings,
            [extension.Id, request.ExpectedExtensionType, request.Version, request.ReleaseTrain, .. request.ConfigurationSettings?.Values ?? []]);
        return await StartAsync(
            OperationKind.Update, RequestMethod.Patch, extension, RequestBody.Write(request),
            resource => LostAnswer.IsOf(request, resource), cancellationToken);
    }

    public async Task<StartedOperation?> DeleteExtensionAsync(ExtensionReference extension, bool force, CancellationToken cancellationToken)
    {
        var uri = requests.Uri(extension.Path, connection.ApiVersion, force ? [new("forceDelete", "true")] : null);
        var sentAt = connection.TimeProvider.GetUtcNow();
        var (response, mayHaveArrivedBefore) = await requests.SendAsync(RequestMethod.Delete, uri, null, scope, cancellationToken);
        StartedOperation Gone() => new(Operation(OperationKind.Delete, extension, sentAt, response, "Succeeded", null), null);
        switch (response.Status)
        {
            // Gone, and whoever sent an earlier try cannot say that there was nothing.
            case 204 when mayHaveArrivedBefore:
                return Gone();
            case 204:
                return null;
            case 409 when mayHaveArrivedBefore
                && await FindArrivedAsync(OperationKind.Delete, extension, sentAt, response, LostAnswer.IsDelete, cancellationToken) is { } arrived:
                return arrived;
            case 200:
                // Done. The body is a serialised HttpResponseMessage and says nothing.
                return Gone();
            case 202:
                return new(Operation(OperationKind.Delete, extension, sentAt, response, "Deleting", RehydrationTokens.Create(requests, RequestMethod.Delete, uri, response)), null);
            default:
                var refusal = await RefusedAsync(response, extension, cancellationToken);
                return mayHaveArrivedBefore && refusal.ErrorId == nameof(Errors.ExtensionNotFound)
                    ? Gone()
                    : throw refusal;
        }
    }

    public async Task<OperationPoll> PollAsync(ExtensionOperation operation, CancellationToken cancellationToken)
    {
        var extension = operation.Extension;
        if (operation.Operation == OperationKind.Delete && ProvisioningStates.Is(operation.Status, ProvisioningStates.Succeeded))
        {
            return new(operation, IsCompleted: true);
        }

        var response = operation.RehydrationToken is { } token
            ? await requests.PollAsync(CheckedToken(token, extension), extension.Id, scope, cancellationToken)
            : (await SendAsync(RequestMethod.Get, requests.Uri(extension.Path, connection.ApiVersion), null, cancellationToken)).Response;
        var retryAfter = ArmRetryPolicy.RetryAfter(response, connection.TimeProvider);
        if (operation.Operation == OperationKind.Delete && response.Status is 404 or 204)
        {
            // The service forgets the operation with the extension: a 404, which Azure.Core hands on as a 204.
            return new(operation.With("Succeeded"), IsCompleted: true);
        }

        if (response.Status == 404 && operation.RehydrationToken is not null)
        {
            // The service does not remember an operation for ever; then the instance itself tells its state.
            (response, _) = await SendAsync(RequestMethod.Get, requests.Uri(extension.Path, connection.ApiVersion), null, cancellationToken);
        }

        if (response.Status != 200)
        {
            throw ErrorMapper.FromResponse(response, extension.Cluster, extension);
        }

        using var document = Parse(response, extension.Id);
        var root = document.RootElement;
        if (root.Property("properties")?.String("provisioningState") is { } state && root.String("status") is null)
        {
            return FromResource(operation, ModelMapper.Extension(root, extension.Cluster, extension.Name), state, response, retryAfter);
        }

        var status = root.String("status") ?? throw ErrorMapper.Invalid(response, extension.Id, "the operation has no status");
        var failure = ProvisioningStates.Is(status, ProvisioningStates.Failed) || ProvisioningStates.Is(status, ProvisioningStates.Canceled)
            ? OperationError(root, response)
            : null;
        // Succeeded without the resource: the last GET failed after the state was read. The next poll reads both again.
        var completed = failure is not null
            || (ProvisioningStates.IsTerminal(status) && operation.Operation == OperationKind.Delete);
        return new(operation.With(status), completed, Failure: failure, RetryAfter: retryAfter);
    }

    public async Task<ClusterFacts> GetClusterFactsAsync(ClusterReference cluster, CancellationToken cancellationToken)
    {
        var (response, _) = await SendAsync(RequestMethod.Get, requests.Uri(cluster.Path, cluster.Type.ApiVersion), null, cancellationToken);
        if (response.Status != 200)
        {
            throw ErrorMapper.FromResponse(response, cluster);
        }

        using var document = Parse(response, cluster.Id);
        return ModelMapper.ClusterFacts(document.RootElement);
    }

    public IAsyncEnumerable<SubscriptionInfo> ListSubscriptionsAsync(CancellationToken cancellationToken) =>
        ListAsync(
            requests.Uri("/subscriptions", SubscriptionsApiVersion), response => ErrorMapper.FromResponse(response, null), ModelMapper.Subscription, cancellationToken);

    public IAsyncEnumerable<PermissionRule> ListPermissionsAsync(ClusterReference cluster, CancellationToken cancellationToken) => ListAsync(
        requests.Uri($"{cluster.Path}/providers/Microsoft.Authorization/permissions", PermissionsApiVersion),
        response => ErrorMapper.FromResponse(response, cluster), ModelMapper.PermissionRule, cancellationToken);

    public IAsyncEnumerable<ManagementLock> ListLocksAsync(string subscriptionId, CancellationToken cancellationToken) => ListAsync(
        requests.Uri($"/subscriptions/{Segment(subscriptionId)}/providers/Microsoft.Authorization/locks", LocksApiVersion),
        response => ErrorMapper.FromResponse(response, null), ModelMapper.ManagementLock, cancellationToken);

    public IAsyncEnumerable<ManagementLock> ListLocksAsync(ClusterReference cluster, CancellationToken cancellationToken) => ListAsync(
        requests.Uri($"{cluster.Path}/providers/Microsoft.Authorization/locks", LocksApiVersion, [new("$filter", "atScope()")]),
        response => ErrorMapper.FromResponse(response, cluster), ModelMapper.ManagementLock, cancellationToken);

    public Task<ProviderRegistration> GetProviderAsync(string subscriptionId, string providerNamespace, CancellationToken cancellationToken) =>
        SendProviderAsync(RequestMethod.Get, subscriptionId, providerNamespace, providerNamespace, cancellationToken);

    public Task<ProviderRegistration> RegisterProviderAsync(string subscriptionId, string providerNamespace, CancellationToken cancellationToken) =>
        SendProviderAsync(RequestMethod.Post, subscriptionId, providerNamespace, $"{providerNamespace}/register", cancellationToken);

    public IAsyncEnumerable<ExtensionTypeInfo> ListExtensionTypesAsync(
        ExtensionTypeScope scope, ExtensionTypeFilter filter, CancellationToken cancellationToken) =>
        ListAsync(TypesUri(scope, string.Empty, filter), response => ErrorMapper.FromTypesResponse(response, scope), ModelMapper.ExtensionType, cancellationToken);

    public async Task<ExtensionTypeInfo> GetExtensionTypeAsync(
        ExtensionTypeScope scope, string extensionType, CancellationToken cancellationToken) =>
        ModelMapper.ExtensionType(await GetTypeAsync(scope, $"/{Segment(extensionType)}", cancellationToken));

    public IAsyncEnumerable<ExtensionTypeVersionInfo> ListExtensionTypeVersionsAsync(
        ExtensionTypeScope scope, string extensionType, ExtensionTypeFilter filter, CancellationToken cancellationToken) =>
        ListAsync(
            TypesUri(scope, $"/{Segment(extensionType)}/versions", filter), response => ErrorMapper.FromTypesResponse(response, scope),
            version => ModelMapper.ExtensionTypeVersion(version, extensionType), cancellationToken);

    public async Task<ExtensionTypeVersionInfo> GetExtensionTypeVersionAsync(
        ExtensionTypeScope scope, string extensionType, string version, CancellationToken cancellationToken) =>
        ModelMapper.ExtensionTypeVersion(
            await GetTypeAsync(scope, $"/{Segment(extensionType)}/versions/{Segment(version)}", cancellationToken), extensionType);

    public Task<EstatePage<AksCluster>> FindClustersAsync(EstatePageRequest request, CancellationToken cancellationToken) =>
        FindAsync(request, ModelMapper.Cluster, cancellationToken);

    public Task<EstatePage<ClusterExtension>> FindExtensionsAsync(EstatePageRequest request, CancellationToken cancellationToken) =>
        FindAsync(request, (row, cluster) => ModelMapper.Extension(row, cluster), cancellationToken);

    public void Dispose()
    {
        // The transport is shared with the service that this one observes for, and ends with the connection.
    }

    private async Task<StartedOperation> StartAsync(
        OperationKind kind, RequestMethod method, ExtensionReference extension, byte[] body, Func<ClusterExtension, bool> isOurs,
        CancellationToken cancellationToken)
    {
        var uri = requests.Uri(extension.Path, connection.ApiVersion);
        var sentAt = connection.TimeProvider.GetUtcNow();
        var (response, mayHaveArrivedBefore) = await requests.SendAsync(method, uri, body, scope, cancellationToken);
        if (response.Status is not (200 or 201 or 202))
        {
            if (response.Status == 409 && mayHaveArrivedBefore
                && await FindArrivedAsync(kind, extension, sentAt, response, isOurs, cancellationToken) is { } arrived)
            {
                return arrived;
            }

            throw await RefusedAsync(response, extension, cancellationToken);
        }

        // A PATCH may be accepted with an empty body.
        var resource = response.Content.ToMemory().IsEmpty ? null : ReadExtension(response, extension);
        // A PATCH that is answered with 200 is done, whatever headers it carries.
        var token = method == RequestMethod.Patch && response.Status == 200 ? null : RehydrationTokens.Create(requests, method, uri, response);
        var status = resource?.ProvisioningState ?? (kind == OperationKind.Create ? "Creating" : "Updating");
        return new(Operation(kind, extension, sentAt, response, status, token), resource);
    }

    // A conflict after a try whose answer was lost: with ourselves, when what is under way is what was asked for. Its own operation's link
    // was lost with the answer, so the instance itself is asked from here on.
    private async Task<StartedOperation?> FindArrivedAsync(
        OperationKind kind, ExtensionReference extension, DateTimeOffset sentAt, Response conflict, Func<ClusterExtension, bool> isOurs,
        CancellationToken cancellationToken)
    {
        try
        {
            var current = await GetExtensionAsync(extension, cancellationToken);
            return isOurs(current) ? new(Operation(kind, extension, sentAt, conflict, current.ProvisioningState!, null), current) : null;
        }
        catch (AksExtensionException failure) when (kind == OperationKind.Delete && failure.ErrorId == nameof(Errors.ExtensionNotFound))
        {
            return new(Operation(kind, extension, sentAt, conflict, "Succeeded", null), null);
        }
    }

    private static ExtensionOperation Operation(
        OperationKind kind, ExtensionReference extension, DateTimeOffset startedAt, Response response, string status, string? token) =>
        new(kind, extension, startedAt, status, token, response.RequestId());

    private static OperationPoll FromResource(
        ExtensionOperation operation, ClusterExtension extension, string state, Response response, TimeSpan? retryAfter)
    {
        // A resource that can still be read is not deleted yet, whatever its state says.
        if (operation.Operation == OperationKind.Delete && !ProvisioningStates.Is(state, ProvisioningStates.Failed))
        {
            return new(operation.With("Deleting"), IsCompleted: false, RetryAfter: retryAfter);
        }

        if (!extension.IsTerminal)
        {
            return new(operation.With(state), IsCompleted: false, RetryAfter: retryAfter);
        }

        return ProvisioningStates.Is(state, ProvisioningStates.Succeeded)
            ? new(operation.With(state), IsCompleted: true, extension)
            : new(
                operation.With(state), IsCompleted: true, extension,
                new ArmError(response.Status, extension.ErrorInfo ?? new(null, null, null, []), response.RequestId()));
    }

    private static ArmError OperationError(JsonElement operation, Response response) => new(
        response.Status,
        operation.Property("error") is { ValueKind: JsonValueKind.Object } error ? ModelMapper.Error(error) : new(null, null, null, []),
        response.RequestId());

    // A token may come from a file that somebody edited: it must lead to this connection's host, and be about this extension.
    private RehydrationToken CheckedToken(string text, ExtensionReference extension)
    {
        var token = RehydrationTokens.Read(text);
        using var document = AnswerJson.Parse(Encoding.UTF8.GetBytes(text));
        foreach (var name in new[] { "initialUri", "nextRequestUri" })
        {
            var link = document.RootElement.String(name) ?? throw Errors.OperationInvalid($"its rehydration token has no {name}");
            var uri = requests.Link("The operation's rehydration token", link);
            if (name == "initialUri" && !uri.AbsolutePath.Equals(extension.Path, StringComparison.OrdinalIgnoreCase))
            {
                throw Errors.OperationInvalid("its rehydration token is about another extension");
            }
        }

        return token;
    }

    private async Task<ProviderRegistration> SendProviderAsync(
        RequestMethod method, string subscriptionId, string providerNamespace, string path, CancellationToken cancellationToken)
    {
        var uri = requests.Uri($"/subscriptions/{Segment(subscriptionId)}/providers/{path}", ProvidersApiVersion);
        var (response, _) = await SendAsync(method, uri, null, cancellationToken);
        if (response.Status != 200)
        {
            throw ErrorMapper.FromResponse(response, cluster: null);
        }

        using var document = Parse(response, uri.AbsolutePath);
        return new(providerNamespace, document.RootElement.String("registrationState"));
    }

    private async Task<JsonElement> GetTypeAsync(ExtensionTypeScope scope, string path, CancellationToken cancellationToken)
    {
        var (response, _) = await SendAsync(RequestMethod.Get, TypesUri(scope, path, ExtensionTypeFilter.None), null, cancellationToken);
        if (response.Status != 200)
        {
            throw ErrorMapper.FromTypesResponse(response, scope);
        }

        using var document = Parse(response, path);
        return document.RootElement.Clone();
    }

    private Uri TypesUri(ExtensionTypeScope scope, string path, ExtensionTypeFilter filter)
    {
        var parent = scope.Cluster is { } cluster
            ? cluster.ExtensionProviderPath
            : $"/subscriptions/{Segment(scope.SubscriptionId!)}/providers/Microsoft.KubernetesConfiguration/locations/{Segment(scope.Location!)}";
        return requests.Uri($"{parent}/extensionTypes{path}", ExtensionTypesApiVersion,
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

    private async Task<EstatePage<T>> FindAsync<T>(
        EstatePageRequest request, Func<JsonElement, ClusterReference, T> map, CancellationToken cancellationToken)
    {
        var uri = requests.Uri(ResourceGraph.Path, ResourceGraph.ApiVersion);
        var (response, _) = await SendAsync(RequestMethod.Post, uri, ResourceGraph.Body(request), cancellationToken);
        if (response.Status != 200)
        {
            throw ErrorMapper.FromResponse(response, cluster: null);
        }

        using var document = Parse(response, ResourceGraph.Path);
        return ResourceGraph.Page(document.RootElement, response, map);
    }

    private static string Segment(string text) => Uri.EscapeDataString(text);

    private async IAsyncEnumerable<T> ListAsync<T>(
        Uri first, Func<Response, AksExtensionException> refuse, Func<JsonElement, T> map, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<Uri>? read = null;
        for (var next = first; next is not null;)
        {
            var (response, _) = await SendAsync(RequestMethod.Get, next, null, cancellationToken);
            if (response.Status != 200)
            {
                throw refuse(response);
            }

            using var document = Parse(response, first.AbsolutePath);
            foreach (var item in document.RootElement.Array("value").Where(item => item.ValueKind == JsonValueKind.Object))
            {
                yield return map(item);
            }

            var link = document.RootElement.String("nextLink");
            var following = string.IsNullOrEmpty(link) ? null : requests.Link("The answer's nextLink", link);
            if (following is not null && !(read ??= [first]).Add(following))
            {
                throw ErrorMapper.Invalid(response, first.AbsolutePath, "a page names one that was read already as the next one");
            }

            next = following;
        }
    }

    private Task<(Response Response, bool MayHaveArrivedBefore)> SendAsync(RequestMethod method, Uri uri, byte[]? body, CancellationToken cancellationToken) =>
        requests.SendAsync(method, uri, body, scope, cancellationToken);

    // A missing extension and a missing cluster can look alike: then the cluster itself is asked.
    private async Task<AksExtensionException> RefusedAsync(Response response, ExtensionReference extension, CancellationToken cancellationToken)
    {
        if (!ErrorMapper.IsAmbiguous(response))
        {
            return ErrorMapper.FromResponse(response, extension.Cluster, extension);
        }

        var (clusterResponse, _) = await SendAsync(
            RequestMethod.Get, requests.Uri(extension.Cluster.Path, extension.Cluster.Type.ApiVersion), null, cancellationToken);
        var arm = new ArmError(response.Status, ErrorMapper.ReadError(response), response.RequestId());
        return clusterResponse.Status == 404 ? Errors.ClusterNotFound(extension.Cluster, arm) : Errors.ExtensionNotFound(extension, arm);
    }

    private static ClusterExtension ReadExtension(Response response, ExtensionReference extension)
    {
        using var document = Parse(response, extension.Id);
        return document.RootElement.Property("properties") is { ValueKind: JsonValueKind.Object }
            ? ModelMapper.Extension(document.RootElement, extension.Cluster, extension.Name)
            : throw ErrorMapper.Invalid(response, extension.Id, "the resource has no properties");
    }

    private static JsonDocument Parse(Response response, string target)
    {
        try
        {
            var document = AnswerJson.Parse(response.Content.ToMemory());
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw ErrorMapper.Invalid(response, target, "its body is not a JSON object");
        }
        catch (JsonException failure)
        {
            throw ErrorMapper.Invalid(response, target, "its body is not JSON", failure);
        }
    }
}
