using AksExtensions.Estate;

namespace AksExtensions.Arm;

/// <summary>
/// Azure Resource Manager, as far as this module needs it: the one contract between the engine and the Azure SDK. Every method is one
/// request (a list: one a page), retried while Azure is busy; every failure is an <see cref="AksExtensionException"/>.
/// Requests and answers: https://learn.microsoft.com/rest/api/kubernetesconfiguration/extensions
/// </summary>
public interface IArmService : IDisposable
{
    /// <summary>The same service for one command: it tells of every request that is sent through it, and keeps that command's secrets out of answers.</summary>
    /// <param name="onRequest">Called on any thread, once for each request that was answered or failed; null means nobody wants to know.</param>
    IArmService Observe(Action<ArmExchange>? onRequest);

    /// <summary>
    /// The same service for questions that nobody asked aloud: it signs in with what is there and never turns to a person, and gives up at the
    /// first fault or 429 instead of trying again.
    /// </summary>
    IArmService Quiet();

    /// <summary>Signs in, without a request to ARM, so that a failure shows early.</summary>
    /// <returns>The source that gave the token: with Auto, the one that was chosen.</returns>
    /// <exception cref="AksExtensionException"><c>AuthenticationFailed</c>.</exception>
    Task<TokenSource> SignInAsync(CancellationToken cancellationToken);

    /// <summary>Reads an extension (Extensions_Get).</summary>
    /// <exception cref="AksExtensionException"><c>ExtensionNotFound</c>, <c>ClusterNotFound</c> or another answer of Azure.</exception>
    Task<ClusterExtension> GetExtensionAsync(ExtensionReference extension, CancellationToken cancellationToken);

    /// <summary>Lists the extensions of a cluster (Extensions_List), page by page.</summary>
    IAsyncEnumerable<ClusterExtension> ListExtensionsAsync(ClusterReference cluster, CancellationToken cancellationToken);

    /// <summary>Starts a create (Extensions_Create).</summary>
    Task<StartedOperation> CreateExtensionAsync(ExtensionReference extension, CreateExtensionRequest request, CancellationToken cancellationToken);

    /// <summary>Starts an update (Extensions_Update).</summary>
    Task<StartedOperation> UpdateExtensionAsync(ExtensionReference extension, UpdateExtensionRequest request, CancellationToken cancellationToken);

    /// <summary>Starts a delete (Extensions_Delete).</summary>
    /// <param name="extension">The extension.</param>
    /// <param name="force">Whether Azure forgets the instance without waiting for the cluster's agents.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>The operation; null when there was nothing to delete.</returns>
    Task<StartedOperation?> DeleteExtensionAsync(ExtensionReference extension, bool force, CancellationToken cancellationToken);

    /// <summary>Asks for the state of an operation, once; when it succeeded, the final resource is read too.</summary>
    Task<OperationPoll> PollAsync(ExtensionOperation operation, CancellationToken cancellationToken);

    /// <summary>Reads what a cluster is, as far as types of extension want to know it (ManagedClusters_Get and its like).</summary>
    /// <exception cref="AksExtensionException"><c>ClusterNotFound</c> or another answer of Azure.</exception>
    Task<ClusterFacts> GetClusterFactsAsync(ClusterReference cluster, CancellationToken cancellationToken);

    /// <summary>Lists the subscriptions that the caller may see (Subscriptions_List).</summary>
    IAsyncEnumerable<SubscriptionInfo> ListSubscriptionsAsync(CancellationToken cancellationToken);

    /// <summary>Lists what the caller may do with a cluster and what is on it (Permissions_ListForResource).</summary>
    IAsyncEnumerable<PermissionRule> ListPermissionsAsync(ClusterReference cluster, CancellationToken cancellationToken);

    /// <summary>Lists all locks of a subscription: its own, and those of its groups and resources (ManagementLocks_ListAtSubscriptionLevel).</summary>
    IAsyncEnumerable<ManagementLock> ListLocksAsync(string subscriptionId, CancellationToken cancellationToken);

    /// <summary>Lists the locks that hold for a cluster: its own, and those of its group and subscription (ManagementLocks_ListAtResourceLevel).</summary>
    IAsyncEnumerable<ManagementLock> ListLocksAsync(ClusterReference cluster, CancellationToken cancellationToken);

    /// <summary>Reads whether a subscription may use a resource provider (Providers_Get).</summary>
    Task<ProviderRegistration> GetProviderAsync(string subscriptionId, string providerNamespace, CancellationToken cancellationToken);

    /// <summary>Registers a subscription for a resource provider (Providers_Register), which goes on when the answer is there.</summary>
    Task<ProviderRegistration> RegisterProviderAsync(string subscriptionId, string providerNamespace, CancellationToken cancellationToken);

    /// <summary>Lists the types of extension that a cluster can take (ExtensionTypes_List).</summary>
    /// <exception cref="AksExtensionException"><c>ExtensionTypesUnavailable</c>, as with all methods about types: they are a preview.</exception>
    IAsyncEnumerable<ExtensionTypeInfo> ListExtensionTypesAsync(ExtensionTypeScope scope, ExtensionTypeFilter filter, CancellationToken cancellationToken);

    /// <summary>Reads one type of extension (ExtensionTypes_Get).</summary>
    Task<ExtensionTypeInfo> GetExtensionTypeAsync(ExtensionTypeScope scope, string extensionType, CancellationToken cancellationToken);

    /// <summary>Lists the versions of a type (ExtensionTypes_ListVersions).</summary>
    IAsyncEnumerable<ExtensionTypeVersionInfo> ListExtensionTypeVersionsAsync(
        ExtensionTypeScope scope, string extensionType, ExtensionTypeFilter filter, CancellationToken cancellationToken);

    /// <summary>Reads one version of a type (ExtensionTypes_GetVersion).</summary>
    Task<ExtensionTypeVersionInfo> GetExtensionTypeVersionAsync(
        ExtensionTypeScope scope, string extensionType, string version, CancellationToken cancellationToken);

    /// <summary>Reads a page of clusters from Azure Resource Graph.</summary>
    /// <remarks>https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources</remarks>
    Task<EstatePage<AksCluster>> FindClustersAsync(EstatePageRequest request, CancellationToken cancellationToken);

    /// <summary>Reads a page of extensions from Azure Resource Graph.</summary>
    Task<EstatePage<ClusterExtension>> FindExtensionsAsync(EstatePageRequest request, CancellationToken cancellationToken);
}

/// <summary>One request and what came of it: nothing of bodies, headers or the query, which may hold what is not for everyone.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without the query.</param>
/// <param name="Status">The HTTP status; 0 when there was no answer.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="RequestId">The answer's x-ms-request-id; null when there was none.</param>
public sealed record ArmExchange(string Method, string Path, int Status, TimeSpan Duration, string? RequestId)
{
    /// <summary>One line for a log.</summary>
    public override string ToString() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Method} {Path} {(Status == 0 ? "no answer" : Status)} {Duration.TotalMilliseconds:0} ms{(RequestId is null ? null : $" {RequestId}")}");
}

/// <summary>An operation that was accepted, and the resource in the answer.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Extension">The resource as the answer had it; null after a delete.</param>
public sealed record StartedOperation(ExtensionOperation Operation, ClusterExtension? Extension);

/// <summary>The state of an operation at one moment.</summary>
/// <param name="Operation">The operation, with its new state and the place to ask next.</param>
/// <param name="IsCompleted">Whether it ended, well or not.</param>
/// <param name="Extension">The final resource, after a create or update that succeeded; else null.</param>
/// <param name="Failure">ARM's error, when the operation failed or was canceled; else null.</param>
/// <param name="RetryAfter">How long Azure asked to wait; null when it did not say.</param>
public sealed record OperationPoll(
    ExtensionOperation Operation, bool IsCompleted, ClusterExtension? Extension = null, ArmError? Failure = null, TimeSpan? RetryAfter = null);

/// <summary>A subscription.</summary>
/// <param name="Id">Its id, a GUID.</param>
/// <param name="Name">Its display name.</param>
/// <param name="State">Enabled, Warned, PastDue, Disabled or Deleted.</param>
public sealed record SubscriptionInfo(string Id, string? Name, string? State);

/// <summary>What a cluster is. Null means that it does not say.</summary>
/// <param name="Location">The region, such as <c>eastus</c>.</param>
/// <param name="NodeCount">The nodes of all its node pools together.</param>
/// <param name="TenantId">The tenant of its system-assigned identity.</param>
public sealed record ClusterFacts(string? Location, int? NodeCount, string? TenantId)
{
    /// <summary>The version of Kubernetes that runs; where that is not known, the one that was asked for.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Succeeded, Failed, Canceled, or what goes on with the cluster.</summary>
    public string? ProvisioningState { get; init; }

    /// <summary>Running or Stopped; AKS alone.</summary>
    public string? PowerState { get; init; }

    /// <summary>SystemAssigned or UserAssigned; <c>ServicePrincipal</c> for an AKS cluster that has one in the place of a managed identity.</summary>
    public string? IdentityType { get; init; }

    /// <summary>Connecting, Connected, Offline or Expired; Azure Arc alone.</summary>
    public string? ConnectivityStatus { get; init; }

    /// <summary>When the agents were last heard of, UTC; Azure Arc alone.</summary>
    public DateTimeOffset? LastConnectivityTime { get; init; }

    /// <summary>The distribution of Kubernetes, such as k3s; Azure Arc alone.</summary>
    public string? Distribution { get; init; }
}

/// <summary>Where extension types are asked for: on a cluster or in a region; exactly one of the two.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="SubscriptionId">The subscription, with a region.</param>
/// <param name="Location">The region, such as <c>eastus</c>.</param>
public sealed record ExtensionTypeScope(ClusterReference? Cluster, string? SubscriptionId = null, string? Location = null);

/// <summary>The filters of the extension types API; null means any.</summary>
/// <param name="ReleaseTrain">A release train.</param>
/// <param name="PlanPublisher">publisherId.</param>
/// <param name="PlanProduct">offerId.</param>
/// <param name="PlanName">planId.</param>
/// <param name="ClusterType">A kind of cluster.</param>
/// <param name="MajorVersion">A major version.</param>
/// <param name="Latest">Whether the newest version alone is wanted.</param>
public sealed record ExtensionTypeFilter(
    string? ReleaseTrain = null, string? PlanPublisher = null, string? PlanProduct = null, string? PlanName = null,
    ClusterType? ClusterType = null, string? MajorVersion = null, bool? Latest = null)
{
    /// <summary>No filter.</summary>
    public static ExtensionTypeFilter None { get; } = new();
}

/// <summary>Makes the service: implemented beside the Azure SDK and found by the module's private load context.</summary>
public interface IArmServiceFactory
{
    /// <summary>A service for a connection. Sends nothing.</summary>
    /// <exception cref="AksExtensionException"><c>ConnectionInvalid</c>.</exception>
    IArmService Create(ArmConnection connection);
}
