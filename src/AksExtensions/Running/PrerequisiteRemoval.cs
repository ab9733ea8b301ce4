using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Pipeline;
using AksExtensions.Prerequisites;

namespace AksExtensions.Running;

/// <summary>An assignment that is removed with an extension.</summary>
/// <param name="Role">The role that the extension needs.</param>
/// <param name="Assignment">Its assignment.</param>
internal sealed record FoundAssignment(RequiredRole Role, RoleAssignment Assignment);

/// <summary>Removes the role assignments of extensions after the extensions: those that -IncludePrerequisites makes, and no inherited ones.</summary>
/// <param name="run">The command's run.</param>
internal sealed class PrerequisiteRemoval(CommandRun run)
{
    private readonly Lazy<RoleEngine> _engine = new(() => new(run.Service, run.TimeProvider));

    /// <summary>The assignments that would be removed with an extension; none when it does not exist.</summary>
    /// <remarks>The identity of an extension cannot be read after the extension was removed.</remarks>
    public async Task<IReadOnlyList<FoundAssignment>> FindAsync(ExtensionReference extension, CancellationToken cancellationToken)
    {
        ClusterExtension instance;
        try
        {
            instance = await run.Service.Extensions.GetAsync(extension, cancellationToken);
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.ExtensionNotFound))
        {
            return [];
        }

        var found = new List<FoundAssignment>();
        foreach (var role in await _engine.Value.PlanAsync(
            TypeCatalogue.BuiltIn.Find(instance.ExtensionType), PrerequisiteSubject.Of(instance, facts: null), cancellationToken))
        {
            found.AddRange((await FindAsync(role, cancellationToken)).Select(assignment => new FoundAssignment(role, assignment)));
        }

        return found;
    }

    /// <summary>Removes assignments.</summary>
    /// <exception cref="AksExtensionException"><c>PrerequisiteFailed</c>.</exception>
    public async Task RemoveAsync(ExtensionReference extension, IReadOnlyList<FoundAssignment> found, Work work)
    {
        foreach (var (role, assignment) in found)
        {
            try
            {
                if (await _engine.Value.RemoveAsync(assignment, work.CancellationToken))
                {
                    work.Sink.Verbose($"{extension.Label}: {RoleText.Removed(role)}");
                }
            }
            catch (AksExtensionException failure) when (failure.ErrorId != nameof(Errors.AuthenticationFailed))
            {
                throw Errors.PrerequisiteFailed(
                    extension, $"The extension was removed, but the assignment of {role.RoleText} to {role.PrincipalText} was not.",
                    $"{RoleText.Ask(failure)}{role.RemovalCommands}.", failure.Arm, failure);
            }
        }
    }

    private async Task<IReadOnlyList<RoleAssignment>> FindAsync(RequiredRole role, CancellationToken cancellationToken)
    {
        if (role.Assignment is not { } own)
        {
            return [];
        }

        try
        {
            return await _engine.Value.FindAsync(role, cancellationToken);
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.AuthorizationFailed))
        {
            // Without the permission to read assignments, the name of ours is still known.
            return [own];
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.ResourceNotFound))
        {
            // The scope no longer exists, and neither do its assignments.
            return [];
        }
    }
}
