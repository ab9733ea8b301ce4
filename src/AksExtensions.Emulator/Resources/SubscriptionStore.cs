namespace AksExtensions.Emulator.Resources;

/// <summary>Subscriptions, their resource groups and their provider registrations.</summary>
internal sealed class SubscriptionStore(Lock gate, EmulatorClock clock, Action changed)
{
    private readonly SortedDictionary<string, Entry> _subscriptions = new(StringComparer.OrdinalIgnoreCase);

    public Subscription? Find(string id)
    {
        lock (gate)
            return _subscriptions.TryGetValue(id, out var entry) ? entry.Subscription : null;
    }

    public IReadOnlyList<Subscription> List()
    {
        lock (gate)
            return [.. _subscriptions.Values.Select(e => e.Subscription)];
    }

    public void Add(Subscription subscription)
    {
        lock (gate)
        {
            if (_subscriptions.TryGetValue(subscription.Id, out var entry))
                entry.Subscription = subscription;
            else
                _subscriptions[subscription.Id] = new Entry(subscription);
        }

        changed();
    }

    public ResourceGroup? FindGroup(string subscription, string name)
    {
        lock (gate)
            return _subscriptions.TryGetValue(subscription, out var entry) ? entry.Groups.GetValueOrDefault(name) : null;
    }

    public IReadOnlyList<ResourceGroup> ListGroups(string subscription)
    {
        lock (gate)
            return _subscriptions.TryGetValue(subscription, out var entry) ? [.. entry.Groups.Values] : [];
    }

    /// <summary>Adds a group, and its subscription if necessary.</summary>
    public void AddGroup(ResourceGroup group)
    {
        lock (gate)
            EntryOf(group.SubscriptionId).Groups[group.Name] = group;
        changed();
    }

    /// <summary>The registration of a provider; Registered by default.</summary>
    public ProviderRegistration Registration(string subscription, string providerNamespace)
    {
        lock (gate)
        {
            if (!_subscriptions.TryGetValue(subscription, out var entry)
                || !entry.Registrations.TryGetValue(providerNamespace, out var registration))
            {
                return new ProviderRegistration(subscription, providerNamespace, "Registered");
            }

            return registration.RegisteredAt <= clock.UtcNow
                ? registration with { State = "Registered", RegisteredAt = null }
                : registration;
        }
    }

    public IReadOnlyList<ProviderRegistration> ListRegistrations()
    {
        lock (gate)
            return [.. _subscriptions.Values.SelectMany(e => e.Registrations.Values)];
    }

    public void Set(ProviderRegistration registration)
    {
        lock (gate)
            EntryOf(registration.SubscriptionId).Registrations[registration.Namespace] = registration;
        changed();
    }

    public void Clear()
    {
        lock (gate)
            _subscriptions.Clear();
    }

    private Entry EntryOf(string subscription)
    {
        if (!_subscriptions.TryGetValue(subscription, out var entry))
        {
            entry = new Entry(new Subscription(subscription, "Subscription " + subscription, Subscription.DefaultTenantId));
            _subscriptions[subscription] = entry;
        }

        return entry;
    }

    private sealed class Entry(Subscription subscription)
    {
        public Subscription Subscription { get; set; } = subscription;

        public SortedDictionary<string, ResourceGroup> Groups { get; } = new(StringComparer.OrdinalIgnoreCase);

        public Dictionary<string, ProviderRegistration> Registrations { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
