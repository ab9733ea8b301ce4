namespace AksExtensions.Emulator.Resources;

/// <summary>A storage account. Immutable: the state replaces it.</summary>
public sealed record StorageAccount
{
    /// <summary>The subscription's ID.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>The resource group's name.</summary>
    public required string ResourceGroup { get; init; }

    /// <summary>The account's name.</summary>
    public required string Name { get; init; }

    /// <summary>The region, such as <c>eastus</c>.</summary>
    public string Location { get; init; } = "eastus";

    /// <summary>Whether the account accepts its keys; null means that it was never set, which is yes.</summary>
    public bool? AllowSharedKeyAccess { get; init; }

    /// <summary>The address of its blobs; null means the usual one of the public cloud.</summary>
    public string? BlobEndpoint { get; init; }

    /// <summary>The resource ID.</summary>
    public string Id => ResourceIds.StorageAccount(SubscriptionId, ResourceGroup, Name);
}

/// <summary>Storage accounts, by ID.</summary>
internal sealed class StorageAccountStore(Lock gate, Action changed)
{
    private readonly SortedDictionary<string, StorageAccount> _accounts = new(StringComparer.OrdinalIgnoreCase);

    public StorageAccount? Find(string id)
    {
        lock (gate)
            return _accounts.GetValueOrDefault(id);
    }

    public IReadOnlyList<StorageAccount> ListAll()
    {
        lock (gate)
            return [.. _accounts.Values];
    }

    public void Add(StorageAccount account)
    {
        lock (gate)
            _accounts[account.Id] = account;
        changed();
    }

    public bool Remove(string id)
    {
        lock (gate)
        {
            if (!_accounts.Remove(id))
                return false;
        }

        changed();
        return true;
    }

    public void Clear()
    {
        lock (gate)
            _accounts.Clear();
    }
}
