namespace AksExtensions.Arm;

/// <summary>
/// Role assignments of Azure RBAC. Source: https://learn.microsoft.com/rest/api/authorization/role-assignments
/// </summary>
public interface IRoleAssignmentClient
{
    /// <summary>Lists the assignments at a scope, with those that it inherits (RoleAssignments_ListForScope with <c>atScope()</c>).</summary>
    /// <param name="scope">The ID of a resource, a resource group or a subscription.</param>
    /// <param name="assignedTo">The object ID of a principal: only its assignments, and those of its groups; null means those of all principals.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    IAsyncEnumerable<RoleAssignment> ListAsync(string scope, string? assignedTo, CancellationToken cancellationToken);

    /// <summary>Assigns a role to a service principal or managed identity (RoleAssignments_Create).</summary>
    /// <returns>Whether it was assigned now; false when the principal has the role at this scope already.</returns>
    /// <exception cref="AksExtensionException"><c>PrincipalNotFound</c>, or another answer of Azure.</exception>
    Task<bool> CreateAsync(RoleAssignment assignment, CancellationToken cancellationToken);

    /// <summary>Deletes an assignment (RoleAssignments_Delete).</summary>
    /// <returns>Whether it existed.</returns>
    Task<bool> DeleteAsync(RoleAssignment assignment, CancellationToken cancellationToken);
}
