namespace AksExtensions.Emulator.Resources;

/// <summary>The role assignments of the tenant.</summary>
internal sealed class RoleAssignmentStore(Lock gate, Action changed)
{
    private readonly List<RoleAssignment> _all = [];

    public IReadOnlyList<RoleAssignment> List()
    {
        lock (gate)
            return [.. _all];
    }

    public RoleAssignment? Find(string scope, string name)
    {
        lock (gate)
            return _all.Find(a => a.IsNamed(scope, name));
    }

    /// <summary>Adds an assignment, unless the principal has the role at that scope already.</summary>
    /// <returns>The assignment that exists; null when this one was added.</returns>
    public RoleAssignment? Add(RoleAssignment assignment)
    {
        lock (gate)
        {
            if (_all.Find(a => a.IsSame(assignment) || a.IsNamed(assignment.Scope, assignment.Name)) is { } existing)
                return existing;
            _all.Add(assignment);
        }

        changed();
        return null;
    }

    /// <summary>Removes an assignment and returns it; null when it does not exist.</summary>
    public RoleAssignment? Remove(string scope, string name)
    {
        RoleAssignment? removed;
        lock (gate)
        {
            removed = _all.Find(a => a.IsNamed(scope, name));
            if (removed is null)
                return null;
            _all.Remove(removed);
        }

        changed();
        return removed;
    }

    public void Clear()
    {
        lock (gate)
            _all.Clear();
    }
}
