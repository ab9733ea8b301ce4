using AksExtensions.Arm;
using AksExtensions.Checks;

namespace AksExtensions.Prerequisites;

/// <summary>
/// Reads whether identities have roles. One reader serves all clusters of a command: the assignments at a scope, with those that it inherits, are
/// one list, which is read once.
/// </summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RoleReader(IArmService service, TimeProvider timeProvider)
{
    private const string Group = "Group";

    private readonly OnceCache<string, IReadOnlyList<RoleAssignment>> _lists = new(timeProvider, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an identity has a role at its scope, also by inheritance or as a member of a group.</summary>
    /// <returns>Null when it does, otherwise the role; or the reason why the assignments could not be read.</returns>
    /// <param name="role">The role; its identity and scope are known.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public async Task<RoleState> ReadAsync(RequiredRole role, CancellationToken cancellationToken)
    {
        var assignment = role.Assignment ?? throw new ArgumentException("The identity or the scope is not known.", nameof(role));
        var list = await ListAsync(assignment.Scope, cancellationToken);
        if (list.Value is not { } all)
        {
            return new(role, HasRole: null, list.Failure);
        }

        var ofRole = all.Where(role.IsOf).ToList();
        if (ofRole.Exists(found => found.PrincipalId.Equals(assignment.PrincipalId, StringComparison.OrdinalIgnoreCase)))
        {
            return new(role, HasRole: true);
        }

        if (!ofRole.Exists(found => Group.Equals(found.PrincipalType, StringComparison.OrdinalIgnoreCase)))
        {
            return new(role, HasRole: false);
        }

        // Only Azure knows the members of a group.
        var ofGroups = await Reading<RoleAssignment>.OfAsync(service.RoleAssignments.ListAsync(assignment.Scope, assignment.PrincipalId, cancellationToken));
        return new(role, ofGroups.Value?.Any(role.IsOf), ofGroups.Failure);
    }

    /// <summary>The assignments at a scope and those that it inherits.</summary>
    public Task<Reading<IReadOnlyList<RoleAssignment>>> ListAsync(string scope, CancellationToken cancellationToken) => _lists.GetAsync(
        scope, stop => Reading<RoleAssignment>.ToListAsync(service.RoleAssignments.ListAsync(scope, null, stop)), cancellationToken);
}

/// <summary>Whether an identity has a role that it needs.</summary>
/// <param name="Role">The role.</param>
/// <param name="HasRole">Whether it has; null when it is not known.</param>
/// <param name="Failure">Why it is not known; null when it is, and when the identity or the scope is not known.</param>
internal sealed record RoleState(RequiredRole Role, bool? HasRole, AksExtensionException? Failure = null);
