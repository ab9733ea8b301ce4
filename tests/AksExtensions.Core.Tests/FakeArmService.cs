using AksExtensions.Arm;

namespace AksExtensions.Core.Tests;

/// <summary>A fake Azure with a few answers, which records its calls. A call that a test does not set up fails.</summary>
internal sealed class FakeArmService : IArmService, IExtensionClient, ISubscriptionClient
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

    /// <summary>The answer to a registration.</summary>
    public Func<string, string> OnRegister { get; set; } = _ => throw new InvalidOperationException("An unexpected registration.");

    /// <summary>The task that each call waits for before its answer.</summary>
    public Func<string, CancellationToken, Task> Delay { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The task that each change waits for before it is sent, as in ARM's budget.</summary>
    public Func<string, CancellationToken, Task> Queue { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The task that a poll waits for before its answer.</summary>
    public Func<CancellationToken, Task> PollDelay { get; set; } = _ => Task.CompletedTask;

    public IExtensionClient Extensions => this;

    public ISubscriptionClient Subscriptions => this;

    public IExtensionTypeClient ExtensionTypes => throw new NotSupportedException("No lifecycle asks for extension types.");

    public IClusterClient Clusters => throw new NotSupportedException("No lifecycle reads clusters.");

    public IKubernetesResourceClient KubernetesResources => throw new NotSupportedException("No lifecycle reads pods.");

    public IRunCommandClient Commands => throw new NotSupportedException("No lifecycle runs commands.");

    public IResourceClient Resources => throw new NotSupportedException("No lifecycle reads other resources.");

    public IVmSizeClient VmSizes => throw new NotSupportedException("No lifecycle reads the sizes of nodes.");

    public IAccessClient Access => throw new NotSupportedException("No lifecycle asks what is allowed.");

    public IRoleAssignmentClient RoleAssignments => throw new NotSupportedException("No lifecycle assigns roles.");

    public IEstateClient Estate => throw new NotSupportedException("No lifecycle searches the estate.");

    public SignedIn? SignedIn => null;

    public IArmService Observe(Action<ArmExchange>? onRequest, Action<ArmPause>? onPause = null) => this;

    public IArmService Quiet() => this;

    public void ReportPause(string subscriptionId, TimeSpan duration) => Calls.Add($"PAUSE {duration.TotalSeconds}");

    public Task<TokenSource> SignInAsync(CancellationToken cancellationToken) => Task.FromResult(TokenSource.AccessToken);

    IAsyncEnumerable<SubscriptionInfo> ISubscriptionClient.ListAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("No lifecycle lists subscriptions.");

    public Task<ProviderRegistration> GetProviderAsync(string subscriptionId, string providerNamespace, CancellationToken cancellationToken) => Answer(
        $"GET {providerNamespace}",
        () => new ProviderRegistration(
            providerNamespace, (Providers[providerNamespace].Count > 1 ? Providers[providerNamespace].Dequeue() : Providers[providerNamespace].Peek())()),
        cancellationToken);

    public Task<ProviderRegistration> RegisterProviderAsync(string subscriptionId, string providerNamespace, CancellationToken cancellationToken) =>
        Answer($"REGISTER {providerNamespace}", () => new ProviderRegistration(providerNamespace, OnRegister(providerNamespace)), cancellationToken);

    public Task<ClusterExtension> GetAsync(ExtensionReference extension, CancellationToken cancellationToken) =>
        Answer("GET", OnGet, cancellationToken);

    public Task<StartedOperation> CreateAsync(ExtensionReference extension, CreateExtensionRequest request, CancellationToken cancellationToken, Action? onSending = null) =>
        Answer("PUT", () => OnCreate(request), cancellationToken, onSending);

    public Task<StartedOperation> UpdateAsync(ExtensionReference extension, UpdateExtensionRequest request, CancellationToken cancellationToken, Action? onSending = null) =>
        Answer("PATCH", () => OnUpdate(request), cancellationToken, onSending);

    public Task<StartedOperation?> DeleteAsync(ExtensionReference extension, bool force, CancellationToken cancellationToken, Action? onSending = null) =>
        Answer("DELETE", () => OnDelete(force), cancellationToken, onSending);

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

    public IAsyncEnumerable<ClusterExtension> ListAsync(ClusterReference cluster, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public void Dispose()
    {
        // There is nothing to give back.
    }

    private async Task<T> Answer<T>(string call, Func<T> answer, CancellationToken cancellationToken, Action? onSending = null)
    {
        await Queue(call, cancellationToken);
        onSending?.Invoke();
        lock (Calls)
        {
            Calls.Add(call);
        }

        await Task.Yield();
        await Delay(call, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return answer();
    }
}
