namespace AksExtensions.Emulator.Resources;

/// <summary>Extensions and their operations. Every read first ends the operations whose time has passed.</summary>
internal sealed class ExtensionStore(Lock gate, EmulatorClock clock, Action changed)
{
    private readonly Dictionary<string, SortedDictionary<string, Entry>> _byCluster = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ExtensionOperation> _operations = new(StringComparer.OrdinalIgnoreCase);

    public Extension? Find(string clusterId, string name)
    {
        lock (gate)
        {
            return _byCluster.TryGetValue(clusterId, out var entries) && entries.TryGetValue(name, out var entry) && Settle(entry)
                ? entry.Extension
                : Remove(clusterId, name);
        }
    }

    public IReadOnlyList<Extension> List(string clusterId)
    {
        lock (gate)
        {
            if (!_byCluster.TryGetValue(clusterId, out var entries))
                return [];
            var result = new List<Extension>(entries.Count);
            List<string>? gone = null;
            foreach (var entry in entries.Values)
            {
                if (Settle(entry))
                    result.Add(entry.Extension);
                else
                    (gone ??= []).Add(entry.Extension.Name);
            }

            gone?.ForEach(name => Remove(clusterId, name));
            return result;
        }
    }

    public IReadOnlyList<Extension> ListAll()
    {
        lock (gate)
            return [.. _byCluster.Keys.ToArray().SelectMany(List)];
    }

    /// <summary>Adds an extension without an operation.</summary>
    public void Place(Extension extension)
    {
        lock (gate)
            Entries(extension.ClusterId)[extension.Name] = new Entry(extension);
        changed();
    }

    /// <summary>Runs a check and the resulting change without another change in between, as the service does.</summary>
    public T Exclusively<T>(Func<T> change)
    {
        lock (gate)
            return change();
    }

    /// <summary>Stores an extension and the operation that changes it.</summary>
    public void Start(Extension extension, ExtensionOperation operation)
    {
        lock (gate)
        {
            Entries(extension.ClusterId)[extension.Name] = new Entry(extension) { Pending = operation };
            _operations[operation.Id] = operation;
        }

        changed();
    }

    public bool Delete(string clusterId, string name)
    {
        lock (gate)
        {
            if (!_byCluster.TryGetValue(clusterId, out var entries) || !entries.Remove(name))
                return false;
        }

        changed();
        return true;
    }

    public void DeleteAll(string clusterId)
    {
        lock (gate)
            _byCluster.Remove(clusterId);
        changed();
    }

    public ExtensionOperation? FindOperation(string id)
    {
        lock (gate)
            return _operations.GetValueOrDefault(id);
    }

    public int CountOperations()
    {
        lock (gate)
            return _operations.Count;
    }

    public IReadOnlyList<ExtensionOperation> Operations()
    {
        lock (gate)
            return [.. _operations.Values];
    }

    /// <summary>Restores an operation from a state file.</summary>
    public void Restore(ExtensionOperation operation)
    {
        lock (gate)
        {
            _operations[operation.Id] = operation;
            if (_byCluster.TryGetValue(operation.ClusterId, out var entries)
                && entries.TryGetValue(operation.ExtensionName, out var entry)
                && !entry.Extension.IsTerminal
                && (entry.Pending is null || entry.Pending.StartedAt < operation.StartedAt))
            {
                entry.Pending = operation;
            }
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            _byCluster.Clear();
            _operations.Clear();
        }
    }

    private SortedDictionary<string, Entry> Entries(string clusterId)
    {
        if (!_byCluster.TryGetValue(clusterId, out var entries))
            _byCluster[clusterId] = entries = new SortedDictionary<string, Entry>(StringComparer.OrdinalIgnoreCase);
        return entries;
    }

    /// <summary>Ends a finished operation; false when it deleted the extension.</summary>
    private bool Settle(Entry entry)
    {
        if (entry.Pending is not { } operation || clock.UtcNow < operation.EndsAt)
            return true;
        entry.Pending = null;
        if (ExtensionLifecycle.Complete(entry.Extension, operation) is not { } completed)
            return false;
        entry.Extension = completed;
        changed();
        return true;
    }

    private Extension? Remove(string clusterId, string name)
    {
        if (_byCluster.TryGetValue(clusterId, out var entries) && entries.Remove(name))
            changed();
        return null;
    }

    private sealed class Entry(Extension extension)
    {
        public Extension Extension { get; set; } = extension;

        public ExtensionOperation? Pending { get; set; }
    }
}
