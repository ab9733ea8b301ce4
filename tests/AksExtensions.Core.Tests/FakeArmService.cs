using AksExtensions.Arm;
using AksExtensions.Estate;

namespace AksExtensions.Core.Tests;

/// <summary>An Azure of a few answers, which notes what it was asked. What a test does not set must not be asked for.</summary>
internal sealed class FakeArmService : IArmService
{
    /// <summary>Every call, in order: GET, PUT, PATCH, DELETE or POLL.</summary>
    public List<string> Calls { get; } = [];

    public Func<ClusterExtension> OnGet { get; set; } = () => throw new InvalidOperationException("An unexpected GET.");

    public Func<CreateExtensionRequest, StartedOperation> OnCreate { get; set; } = _ => throw new InvalidOperationException("An unexpected PUT.");

    public Func<UpdateExtensionRequest, StartedOperation> OnUpdate { get; set; } = _ => throw new InvalidOperationException("An unexpected PATCH.");

    public Func<bool, StartedOperation?> OnDelete { get; set; } = _ => throw new InvalidOperationException("An unexpected DELETE.");

    /// <summary>The answers to polls, in order; the last one stays.</summary>
    public List<Func<ExtensionOperation, OperationPoll>> Polls { get; } = [];

    /// <summary>The registrations of a provider, one for each time it is read; the last one stays.</summary>
    public Dictionary<string, Queue<Func<string>>> Providers { get; } = [];

    /// <summary>What a registration is answered with.</summary>
    public Func<string, string> OnRegister { get; set; } = _ => throw new InvalidOperationException("An unexpected registration.");

    /// <summary>What a poll waits for before its answer.</summary>
    public Func<CancellationToken, Task> PollDelay { get; set; } = _ => Task.CompletedTask;

    public IArmService Observe(Action<ArmExchange>? onRequest) => this;

    public IArmService Quiet() => this;

    public Task<TokenSource> SignInAsync(CancellationToken cancellationToken) => Task.FromResult(TokenSource.AccessToken);

    public IAsyncEnumerable<SubscriptionInfo> ListSubscriptionsAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("No lifecycle lists subscriptions.");

    public Task<ClusterFacts> GetClusterFactsAsync(ClusterReference cluster, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No lifecycle reads clusters.");

    public IAsyncEnumerable<PermissionRule> ListPermissionsAsync(ClusterReference cluster, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<ManagementLock> ListLocksAsync(string subscriptionId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<ManagementLock> ListLocksAsync(ClusterReference cluster, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ProviderRegistration> GetProviderAsync(string subscriptionId, string providerNamespace, CancellationToken cancellationToken) => Answer(
        $"GET {providerNamespace}",
        () => new ProviderRegistration(
            providerNamespace, (Providers[providerNamespace].Count > 1 ? Providers[providerNamespace].Dequeue() : Providers[providerNamespace].Peek())()),
        cancellationToken);

    public Task<ProviderRegistration> RegisterProviderAsync(string subscriptionId, string providerNamespace, CancellationToken cancellationToken) =>
        Answer($"REGISTER {providerNamespace}", () => new ProviderRegistration(providerNamespace, OnRegister(providerNamespace)), cancellationToken);

    public Task<ClusterExtension> GetExtensionAsync(ExtensionReference extension, CancellationToken cancellationToken) =>
        Answer("GET", OnGet, cancellationToken);

    public Task<StartedOperation> CreateExtensionAsync(ExtensionReference extension, CreateExtensionRequest request, CancellationToken cancellationToken) =>
        Answer("PUT", () => OnCreate(request), cancellationToken);

    public Task<StartedOperation> UpdateExtensionAsync(ExtensionReference extension, UpdateExtensionRequest request, CancellationToken cancellationToken) =>
        Answer("PATCH", () => OnUpdate(request), cancellationToken);

    public Task<StartedOperation?> DeleteExtensionAsync(ExtensionReference extension, bool force, CancellationToken cancellationToken) =>
        Answer("DELETE", () => OnDelete(force), cancellationToken);

    public async Task<OperationPoll> PollAsync(ExtensionOperation operation, CancellationToken cancellationToken)
    {
        await PollDelay(cancellationToken);
        var poll = Polls[0];
        if (Polls.Count > 1)
        {
            Polls.RemoveAt(0);
        }

        return await Answer("POLL", () => poll(operation), cancellationToken);
    }

    public IAsyncEnumerable<ClusterExtension> ListExtensionsAsync(ClusterReference cluster, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<ExtensionTypeInfo> ListExtensionTypesAsync(
        ExtensionTypeScope scope, ExtensionTypeFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ExtensionTypeInfo> GetExtensionTypeAsync(ExtensionTypeScope scope, string extensionType, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<ExtensionTypeVersionInfo> ListExtensionTypeVersionsAsync(
        ExtensionTypeScope scope, string extensionType, ExtensionTypeFilter filter, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ExtensionTypeVersionInfo> GetExtensionTypeVersionAsync(
        ExtensionTypeScope scope, string extensionType, string version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<EstatePage<AksCluster>> FindClustersAsync(EstatePageRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No lifecycle looks through the estate.");

    public Task<EstatePage<ClusterExtension>> FindExtensionsAsync(EstatePageRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No lifecycle looks through the estate.");

    public void Dispose()
    {
        // There is nothing to give back.
    }

    private async Task<T> Answer<T>(string call, Func<T> answer, CancellationToken cancellationToken)
    {
        lock (Calls)
        {
            Calls.Add(call);
        }

        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return answer();
    }
}
