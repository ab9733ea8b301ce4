namespace AksExtensions.Arm;

/// <summary>A role that a principal has at a scope (Microsoft.Authorization/roleAssignments).</summary>
/// <param name="Scope">The ID of the resource, group, subscription or management group, or <c>/</c>.</param>
/// <param name="RoleId">The GUID of the role definition.</param>
/// <param name="PrincipalId">The object ID of the principal.</param>
/// <param name="Name">The name of the assignment, a GUID.</param>
public sealed record RoleAssignment(string Scope, string RoleId, string PrincipalId, string Name)
{
    /// <summary>User, Group or ServicePrincipal; null when Azure returned none.</summary>
    public string? PrincipalType { get; init; }

    /// <summary>The condition that limits the role; null when there is none.</summary>
    public string? Condition { get; init; }
}
