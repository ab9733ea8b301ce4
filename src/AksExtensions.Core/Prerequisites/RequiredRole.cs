using AksExtensions.Arm;
using AksExtensions.Catalogue;

namespace AksExtensions.Prerequisites;

/// <summary>A prerequisite of one extension, with the values that are known.</summary>
/// <param name="Type">What the type of extension says.</param>
/// <param name="PrincipalId">The object ID of the identity; null when it is not known, or not known yet.</param>
/// <param name="Scope">The scope; null when one of its parts is not known.</param>
/// <param name="Shown">The scope with a placeholder for each unknown part.</param>
internal sealed record RequiredRole(TypePrerequisite Type, string? PrincipalId, string? Scope, string Shown)
{
    /// <summary>Whether the identity is assigned by Azure with the create, so that the role can only be assigned after it.</summary>
    public bool FollowsCreate => Type.Principal.StartsWith("{instance.", StringComparison.Ordinal);

    /// <summary>The assignment; null when the identity or the scope is not known.</summary>
    /// <remarks>Its name follows from its content, so that two runs at the same time make one assignment.</remarks>
    public RoleAssignment? Assignment => PrincipalId is null || Scope is null ? null
        : new(Scope, Type.RoleId, PrincipalId, DeterministicGuid.Create(Scope, PrincipalId, Type.RoleId)) { PrincipalType = "ServicePrincipal" };

    /// <summary>The role and its scope, such as <c>the role 'Reader' on /subscriptions/...</c>.</summary>
    public string RoleText => $"the role '{Type.Role}' on {Shown}";

    /// <summary>The identity, with its object ID where it is known.</summary>
    public string PrincipalText => PrincipalId is null ? Type.PrincipalName : $"{Type.PrincipalName} ({PrincipalId})";

    /// <summary>The commands that assign the role, for Azure CLI and for Az; null when the identity or the scope is not known.</summary>
    public string? Commands => PrincipalId is null || Scope is null ? null
        : $"az role assignment create --assignee-object-id {PrincipalId} --assignee-principal-type ServicePrincipal --role {Type.RoleId} --scope '{Scope}'"
            + $" (or New-AzRoleAssignment -ObjectId {PrincipalId} -RoleDefinitionId {Type.RoleId} -Scope '{Scope}')";

    /// <summary>The commands that remove the assignment, for Azure CLI and for Az; null when the identity or the scope is not known.</summary>
    public string? RemovalCommands => PrincipalId is null || Scope is null ? null
        : $"az role assignment delete --assignee {PrincipalId} --role {Type.RoleId} --scope '{Scope}'"
            + $" (or Remove-AzRoleAssignment -ObjectId {PrincipalId} -RoleDefinitionId {Type.RoleId} -Scope '{Scope}')";

    /// <summary>Whether an assignment is exactly this one: the same principal, role and scope, without a condition.</summary>
    public bool Is(RoleAssignment assignment) =>
        assignment.Condition is null && IsOf(assignment) && Same(assignment.PrincipalId, PrincipalId) && Same(assignment.Scope.TrimEnd('/'), Scope);

    /// <summary>Whether an assignment, at any scope, is of this role and without a condition, which could exclude what the extension does.</summary>
    public bool IsOf(RoleAssignment assignment) => assignment.Condition is null && Same(assignment.RoleId, Type.RoleId);

    private static bool Same(string a, string? b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
