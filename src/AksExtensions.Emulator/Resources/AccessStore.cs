using System.Text.RegularExpressions;

namespace AksExtensions.Emulator.Resources;

/// <summary>What blocks a caller: locks and missing permissions.</summary>
internal sealed class AccessStore(Lock gate, Action changed)
{
    private static readonly PermissionRule Everything = new(["*"], []);
    private readonly List<ResourceLock> _locks = [];
    private List<(Denial Rule, Regex Path)> _denials = [];
    private IReadOnlyList<PermissionRule> _permissions = [Everything];

    public IReadOnlyList<PermissionRule> Permissions
    {
        get => Volatile.Read(ref _permissions);
        set => Volatile.Write(ref _permissions, value);
    }

    public IReadOnlyList<Denial> Denials
    {
        get => [.. _denials.Select(d => d.Rule)];
        set => _denials = [.. value.Select(d => (d, Pattern(d.PathPattern)))];
    }

    public IReadOnlyList<ResourceLock> Locks()
    {
        lock (gate)
            return [.. _locks];
    }

    public void Add(ResourceLock resourceLock)
    {
        lock (gate)
        {
            _locks.RemoveAll(l => IsSame(l, resourceLock));
            _locks.Add(resourceLock);
        }

        changed();
    }

    public bool Remove(string scope, string name)
    {
        lock (gate)
        {
            if (_locks.RemoveAll(l => IsSame(l, new ResourceLock(scope, name, ""))) == 0)
                return false;
        }

        changed();
        return true;
    }

    /// <summary>The locks that apply to a resource: its own and those of its parents.</summary>
    public IReadOnlyList<ResourceLock> LocksOver(string id)
    {
        lock (gate)
            return _locks.Count == 0 ? [] : [.. _locks.Where(l => IsWithin(id, l.Scope))];
    }

    public bool IsDenied(string method, string path)
    {
        var denials = _denials;
        foreach (var (rule, pattern) in denials)
        {
            if ((rule.Method is null || rule.Method.Equals(method, StringComparison.OrdinalIgnoreCase)) && pattern.IsMatch(path))
                return true;
        }

        return false;
    }

    public void Clear()
    {
        lock (gate)
            _locks.Clear();
        _denials = [];
        _permissions = [Everything];
    }

    public static bool IsWithin(string id, string scope) =>
        id.StartsWith(scope, StringComparison.OrdinalIgnoreCase) && (id.Length == scope.Length || id[scope.Length] == '/');

    private static Regex Pattern(string text) =>
        new(text, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static bool IsSame(ResourceLock a, ResourceLock b) =>
        a.Scope.Equals(b.Scope, StringComparison.OrdinalIgnoreCase) && a.Name.Equals(b.Name, StringComparison.OrdinalIgnoreCase);
}
