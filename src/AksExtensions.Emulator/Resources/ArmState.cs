using System.Globalization;

namespace AksExtensions.Emulator.Resources;

/// <summary>The state of the emulated Azure. Thread-safe; returned objects never change.</summary>
public sealed class ArmState
{
    private readonly Lock _gate = new();
    private readonly EmulatorClock _clock;
    private readonly Action<ArmState> _seed;
    private long _version;

    internal ArmState(string subscriptionId, EmulatorClock clock, Action<ArmState> seed)
    {
        SubscriptionId = subscriptionId;
        _clock = clock;
        _seed = seed;
        Subscriptions = new SubscriptionStore(_gate, clock, OnChanged);
        Clusters = new ClusterStore(_gate, OnChanged);
        Extensions = new ExtensionStore(_gate, clock, OnChanged);
        StorageAccounts = new StorageAccountStore(_gate, OnChanged);
        Access = new AccessStore(_gate, OnChanged);
        Roles = new RoleAssignmentStore(_gate, OnChanged);
        Pods = new PodStore(_gate);
        Deployments = new DeploymentStore(_gate);
    }

    /// <summary>The default subscription.</summary>
    public string SubscriptionId { get; }

    /// <summary>The rules that the permissions API returns; initially one that allows everything.</summary>
    public IReadOnlyList<PermissionRule> Permissions
    {
        get => Access.Permissions;
        set => Access.Permissions = value;
    }

    /// <summary>The requests that the caller is not allowed to send.</summary>
    public IReadOnlyList<Denial> Denials
    {
        get => Access.Denials;
        set => Access.Denials = value;
    }

    internal SubscriptionStore Subscriptions { get; }

    internal ClusterStore Clusters { get; }

    internal ExtensionStore Extensions { get; }

    internal StorageAccountStore StorageAccounts { get; }

    internal AccessStore Access { get; }

    internal RoleAssignmentStore Roles { get; }

    internal PodStore Pods { get; }

    internal DeploymentStore Deployments { get; }

    /// <summary>Counts changes. When the count changes, the state file is written.</summary>
    internal long Version => Interlocked.Read(ref _version);

    /// <summary>Adds a subscription, or renames it.</summary>
    public void AddSubscription(string id, string displayName, string tenantId = Subscription.DefaultTenantId) =>
        Subscriptions.Add(new Subscription(id, displayName, tenantId));

    /// <summary>Adds a resource group, and its subscription if necessary.</summary>
    public void AddResourceGroup(string name, string location = "eastus", string? subscriptionId = null) =>
        Subscriptions.AddGroup(new ResourceGroup(subscriptionId ?? SubscriptionId, name, location));

    /// <summary>Adds or replaces a cluster, and adds its group and subscription if necessary.</summary>
    public Cluster AddCluster(Cluster cluster)
    {
        if (Subscriptions.FindGroup(cluster.SubscriptionId, cluster.ResourceGroup) is null)
            AddResourceGroup(cluster.ResourceGroup, cluster.Location, cluster.SubscriptionId);
        Clusters.Add([cluster]);
        return cluster;
    }

    /// <summary>Adds a cluster with the usual properties.</summary>
    public Cluster AddCluster(
        string name,
        string resourceGroup = "rg",
        ClusterKind kind = ClusterKind.ManagedCluster,
        string? subscriptionId = null) =>
        AddCluster(new Cluster
        {
            SubscriptionId = subscriptionId ?? SubscriptionId,
            ResourceGroup = resourceGroup,
            Name = name,
            Kind = kind,
        });

    /// <summary>Adds many AKS clusters, named after the prefix and five digits: <c>aks-00001</c>.</summary>
    public IReadOnlyList<Cluster> AddClusters(
        int count, string prefix = "aks-", string resourceGroup = "fleet-rg", string? subscriptionId = null)
    {
        var subscription = subscriptionId ?? SubscriptionId;
        AddResourceGroup(resourceGroup, subscriptionId: subscription);
        var clusters = Enumerable.Range(1, count)
            .Select(n => new Cluster
            {
                SubscriptionId = subscription,
                ResourceGroup = resourceGroup,
                Name = prefix + n.ToString("D5", CultureInfo.InvariantCulture),
            })
            .ToArray();
        Clusters.Add(clusters);
        return clusters;
    }

    /// <summary>Finds a cluster by ID, ignoring case; null when it does not exist.</summary>
    public Cluster? FindCluster(string id) => Clusters.Find(id);

    /// <summary>All clusters, sorted by ID.</summary>
    public IReadOnlyList<Cluster> GetClusters() => Clusters.ListAll();

    /// <summary>Removes a cluster with its extensions.</summary>
    public bool RemoveCluster(string id)
    {
        Extensions.DeleteAll(id);
        return Clusters.Remove(id);
    }

    /// <summary>Replaces the objects of Kubernetes in a cluster: objects, or lists of them, as <c>kubectl get -o json</c> shows them.</summary>
    public void SetPods(string clusterId, System.Text.Json.JsonElement objects) => Pods.Put(clusterId, objects);

    /// <summary>Adds or replaces a storage account, and adds its group and subscription if necessary.</summary>
    public StorageAccount AddStorageAccount(StorageAccount account)
    {
        if (Subscriptions.FindGroup(account.SubscriptionId, account.ResourceGroup) is null)
            AddResourceGroup(account.ResourceGroup, account.Location, account.SubscriptionId);
        StorageAccounts.Add(account);
        return account;
    }

    /// <summary>Adds a storage account with the usual properties.</summary>
    public StorageAccount AddStorageAccount(string name, string resourceGroup = "rg", string? subscriptionId = null) =>
        AddStorageAccount(new StorageAccount { SubscriptionId = subscriptionId ?? SubscriptionId, ResourceGroup = resourceGroup, Name = name });

    /// <summary>Removes a storage account.</summary>
    public bool RemoveStorageAccount(string id) => StorageAccounts.Remove(id);

    /// <summary>Adds an extension in any state. To be reachable, its cluster must exist.</summary>
    public Extension AddExtension(Extension extension)
    {
        var now = _clock.UtcNow;
        extension = extension with
        {
            CreatedAt = extension.CreatedAt == default ? now : extension.CreatedAt,
            LastModifiedAt = extension.LastModifiedAt == default ? now : extension.LastModifiedAt,
        };
        Extensions.Place(extension);
        return extension;
    }

    /// <summary>Adds an installed extension with the usual properties.</summary>
    public Extension AddExtension(string clusterId, string name, string extensionType, string currentVersion = "1.0.0") =>
        AddExtension(new Extension
        {
            ClusterId = clusterId,
            Name = name,
            ExtensionType = extensionType,
            CurrentVersion = currentVersion,
            Scope = new ExtensionScope(true, name),
        }.WithAssignedIdentity());

    /// <summary>Finds an extension by ID, ignoring case, with its protected values; null when it does not exist.</summary>
    public Extension? FindExtension(string id) =>
        ResourceIds.ParseExtension(id) is var (cluster, name) ? Extensions.Find(cluster, name) : null;

    /// <summary>The extensions of a cluster, sorted by name.</summary>
    public IReadOnlyList<Extension> GetExtensions(string clusterId) => Extensions.List(clusterId);

    /// <summary>Removes an extension immediately.</summary>
    public bool RemoveExtension(string id) => ResourceIds.ParseExtension(id) is var (cluster, name) && Extensions.Delete(cluster, name);

    /// <summary>All operations so far, including those that have ended.</summary>
    public IReadOnlyList<ExtensionOperation> GetOperations() => Extensions.Operations();

    /// <summary>Sets the registration of a provider in a subscription: <c>Registered</c>, <c>NotRegistered</c>, ...</summary>
    public void SetProvider(string providerNamespace, string state, string? subscriptionId = null) =>
        Subscriptions.Set(new ProviderRegistration(subscriptionId ?? SubscriptionId, providerNamespace, state));

    /// <summary>Locks a resource, a group or a subscription.</summary>
    public void AddLock(ResourceLock resourceLock) => Access.Add(resourceLock);

    /// <summary>Removes a lock.</summary>
    public bool RemoveLock(string scope, string name) => Access.Remove(scope, name);

    /// <summary>Assigns a role, unless the principal has it at that scope already.</summary>
    public void AddRoleAssignment(RoleAssignment assignment) => Roles.Add(assignment);

    /// <summary>All role assignments, oldest first.</summary>
    public IReadOnlyList<RoleAssignment> GetRoleAssignments() => Roles.List();

    /// <summary>Restores the initial state, without the state file.</summary>
    public void Reset()
    {
        Clear();
        _seed(this);
        OnChanged();
    }

    internal void Clear()
    {
        Extensions.Clear();
        Clusters.Clear();
        Subscriptions.Clear();
        StorageAccounts.Clear();
        Access.Clear();
        Roles.Clear();
        Deployments.Clear();
        Pods.Clear();
    }

    private void OnChanged() => Interlocked.Increment(ref _version);
}
