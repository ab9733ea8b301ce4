using System.Collections.Concurrent;
using AksExtensions.Arm;
using AksExtensions.Catalogue;

namespace AksExtensions.Prerequisites;

/// <summary>Assigns the roles that extensions need, and removes them. Repeating it changes nothing. It serves all clusters of a command.</summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RoleEngine(IArmService service, TimeProvider timeProvider)
{
    // As Azure CLI does: the directory replicates a new identity within half a minute.
    private const int Tries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly RoleReader _reader = new(service, timeProvider);
    private readonly ConcurrentDictionary<string, bool> _assigned = new();

    /// <summary>The roles that an extension needs. The cluster is read only if one of them depends on it.</summary>
    /// <param name="type">The type; null when it is unknown.</param>
    /// <param name="subject">What is known of the extension.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <exception cref="AksExtensionException">An answer of Azure.</exception>
    public async Task<IReadOnlyList<RequiredRole>> PlanAsync(
        ExtensionTypeKnowledge? type, PrerequisiteSubject subject, CancellationToken cancellationToken) => PrerequisitePlan.Of(
            type,
            subject.Facts is null && PrerequisitePlan.NeedsCluster(type, subject)
                ? subject with { Facts = await service.Clusters.GetFactsAsync(subject.Cluster, cancellationToken) } : subject);

    /// <summary>The roles that an extension needs, and whether its identity has them.</summary>
    /// <inheritdoc cref="PlanAsync"/>
    public async Task<IReadOnlyList<RoleState>> ReadAllAsync(
        ExtensionTypeKnowledge? type, PrerequisiteSubject subject, CancellationToken cancellationToken)
    {
        var states = new List<RoleState>();
        foreach (var role in await PlanAsync(type, subject, cancellationToken))
        {
            states.Add(await ReadAsync(role, cancellationToken));
        }

        return states;
    }

    /// <summary>Whether an identity has a role.</summary>
    /// <inheritdoc cref="RoleReader.ReadAsync"/>
    public async Task<RoleState> ReadAsync(RequiredRole role, CancellationToken cancellationToken) =>
        role.Assignment is not { } assignment ? new(role, HasRole: null)
        : _assigned.ContainsKey(assignment.Name) ? new(role, HasRole: true)
        : await _reader.ReadAsync(role, cancellationToken);

    /// <summary>Assigns a role unless the identity has it, also by inheritance.</summary>
    /// <param name="role">The role; its identity and scope are known.</param>
    /// <param name="cancellationToken">Stops the requests.</param>
    /// <returns>Whether it was assigned now.</returns>
    /// <exception cref="AksExtensionException">An answer of Azure.</exception>
    public async Task<bool> EnsureAsync(RequiredRole role, CancellationToken cancellationToken)
    {
        // Without the permission to read assignments, creating one says whether it exists.
        if ((await ReadAsync(role, cancellationToken)).HasRole == true)
        {
            return false;
        }

        var assignment = role.Assignment!;
        for (var tries = 1; ; tries++)
        {
            try
            {
                var isNew = await service.RoleAssignments.CreateAsync(assignment, cancellationToken);
                _assigned[assignment.Name] = true;
                return isNew;
            }
            catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.PrincipalNotFound) && tries < Tries)
            {
                await Task.Delay(Pause, timeProvider, cancellationToken);
            }
        }
    }

    /// <summary>The assignments that are exactly a role of an extension: not inherited ones, and none with a condition.</summary>
    /// <param name="role">The role; its identity and scope are known.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <exception cref="AksExtensionException">An answer of Azure.</exception>
    public async Task<IReadOnlyList<RoleAssignment>> FindAsync(RequiredRole role, CancellationToken cancellationToken)
    {
        var list = await _reader.ListAsync(role.Scope!, cancellationToken);
        return list.Value is { } all ? [.. all.Where(role.Is)] : throw list.Failure!;
    }

    /// <summary>Removes an assignment.</summary>
    /// <returns>Whether it existed.</returns>
    /// <exception cref="AksExtensionException">An answer of Azure.</exception>
    public Task<bool> RemoveAsync(RoleAssignment assignment, CancellationToken cancellationToken) =>
        service.RoleAssignments.DeleteAsync(assignment, cancellationToken);
}
