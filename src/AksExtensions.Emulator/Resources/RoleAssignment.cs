namespace AksExtensions.Emulator.Resources;

/// <summary>A role that a principal has at a scope.</summary>
/// <param name="Scope">The ID of the resource, group, subscription or management group.</param>
/// <param name="RoleId">The role's GUID.</param>
/// <param name="PrincipalId">The object ID of the principal.</param>
public sealed record RoleAssignment(string Scope, string RoleId, string PrincipalId)
{
    /// <summary>The assignment's GUID.</summary>
    public string Name { get; init; } = Guid.NewGuid().ToString();

    /// <summary><c>User</c>, <c>Group</c> or <c>ServicePrincipal</c>.</summary>
    public string PrincipalType { get; init; } = "ServicePrincipal";

    /// <summary>The condition; null when there is none.</summary>
    public string? Condition { get; init; }

    /// <summary>The members of the principal, if it is a group: the object IDs of those that have the role through it.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    internal bool IsSame(RoleAssignment other) => Is(Scope, other.Scope) && Is(RoleId, other.RoleId) && Is(PrincipalId, other.PrincipalId);

    /// <summary>Whether a principal has the role, directly or as a member of the group.</summary>
    internal bool IsOf(string principalId) => Is(PrincipalId, principalId) || Members.Contains(principalId, StringComparer.OrdinalIgnoreCase);

    internal bool IsNamed(string scope, string name) => Is(Scope, scope) && Is(Name, name);

    private static bool Is(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
