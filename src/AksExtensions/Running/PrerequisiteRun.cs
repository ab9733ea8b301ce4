using System.Collections.Concurrent;
using AksExtensions.Catalogue;
using AksExtensions.Fleet;
using AksExtensions.Pipeline;
using AksExtensions.Prerequisites;

namespace AksExtensions.Running;

/// <summary>
/// The prerequisites of the extensions of a command: with -IncludePrerequisites, their roles are assigned; otherwise one warning says which are
/// missing.
/// </summary>
internal sealed class PrerequisiteRun
{
    // Beyond -TimeoutSeconds: a new identity is tried three times.
    private static readonly TimeSpan Extra = TimeSpan.FromMinutes(1);

    private readonly PSCmdlet _cmdlet;
    private readonly CommandRun _run;
    private readonly TimeSpan _timeout;
    private readonly Lazy<RoleEngine> _engine;
    private readonly MissingRoles _missing = new();
    private readonly ConcurrentDictionary<string, ExtensionReference> _open = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="run">Its run.</param>
    /// <param name="includes">Whether -IncludePrerequisites was specified.</param>
    /// <param name="timeoutSeconds">How long a target may take, in seconds.</param>
    public PrerequisiteRun(PSCmdlet cmdlet, CommandRun run, bool includes, int timeoutSeconds)
    {
        (_cmdlet, _run, Includes, _timeout) = (cmdlet, run, includes, TimeSpan.FromSeconds(timeoutSeconds));
        _engine = new(() => new(run.Service, run.TimeProvider));
        run.Ended += TellUnfinished;
    }

    /// <summary>Whether roles are assigned.</summary>
    public bool Includes { get; }

    /// <summary>Begins the work on one extension. If it is stopped before the end, the host warns that roles are missing.</summary>
    public IDisposable? Begin(ExtensionReference extension, string? extensionType, Work work) =>
        Includes && TypeCatalogue.BuiltIn.Find(extensionType) is { Prerequisites.Count: > 0 } ? new Open(this, extension, work.CancellationToken) : null;

    /// <summary>A plan: the roles that would be assigned; none without -IncludePrerequisites.</summary>
    /// <param name="extensionType">The type.</param>
    /// <param name="subject">What is known of the extension.</param>
    /// <param name="cancellationToken">Stops the requests.</param>
    public async Task<IReadOnlyList<string>> PreviewAsync(string? extensionType, PrerequisiteSubject subject, CancellationToken cancellationToken) => !Includes ? [] :
    [
        .. (await _engine.Value.ReadAllAsync(TypeCatalogue.BuiltIn.Find(extensionType), subject, cancellationToken))
            .Where(state => state.HasRole != true)
            .Select(state => RoleText.Assign(state.Role) + (state.Failure is { } unread ? $" (its assignments could not be read: {unread.ErrorId})" : null)),
    ];

    /// <summary>Before a create: assigns the roles whose identity exists already, as Azure CLI does.</summary>
    /// <exception cref="AksExtensionException"><c>PrerequisiteFailed</c>: nothing was created.</exception>
    public async Task BeforeCreateAsync(
        ExtensionReference extension, string? extensionType, IReadOnlyDictionary<string, string>? settings, long since, Work work)
    {
        if (!Includes)
        {
            return;
        }

        var roles = await _engine.Value.PlanAsync(TypeCatalogue.BuiltIn.Find(extensionType), new(extension.Cluster, settings), work.CancellationToken);
        foreach (var role in roles.Where(role => !role.FollowsCreate))
        {
            if (await EnsureAsync(extension, role, "Nothing was created, because", since, work) is { } failure)
            {
                throw failure;
            }
        }
    }

    /// <summary>After a create or another change: assigns the roles.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="happened">What happened to it, as the beginning of a sentence.</param>
    /// <param name="since">When the work on it began, as a timestamp of the clock.</param>
    /// <param name="work">The work.</param>
    /// <returns>Why a role is missing now; null when none is, and without -IncludePrerequisites.</returns>
    public async Task<AksExtensionException?> AfterChangeAsync(ClusterExtension instance, string happened, long since, Work work)
    {
        if (!Includes)
        {
            return null;
        }

        var extension = new ExtensionReference(instance.Reference, instance.Name);
        AksExtensionException? first = null;
        try
        {
            var roles = await _engine.Value.PlanAsync(
                TypeCatalogue.BuiltIn.Find(instance.ExtensionType), PrerequisiteSubject.Of(instance, facts: null), work.CancellationToken);
            foreach (var role in roles)
            {
                var failure = await EnsureAsync(extension, role, $"{happened}, but", since, work);
                first ??= failure;
            }

            return first;
        }
        catch (AksExtensionException failure)
        {
            return Errors.PrerequisiteFailed(extension, $"{happened}, but the roles that it needs are not known.", RoleText.Again, failure.Arm, failure);
        }
    }

    /// <summary>After a create without -IncludePrerequisites: notes the roles that are missing.</summary>
    /// <param name="extension">The extension.</param>
    /// <param name="extensionType">The type.</param>
    /// <param name="subject">What is known of it; its identity is not, when the end of the create is not waited for.</param>
    /// <param name="work">The work.</param>
    public async Task NoteAsync(ExtensionReference extension, string? extensionType, PrerequisiteSubject subject, Work work)
    {
        if (Includes)
        {
            return;
        }

        try
        {
            foreach (var state in await _engine.Value.ReadAllAsync(TypeCatalogue.BuiltIn.Find(extensionType), subject, work.CancellationToken))
            {
                _missing.Add(extension, state);
            }
        }
        catch (AksExtensionException failure)
        {
            // The extension was created; this would only be a warning.
            work.Sink.Verbose($"{extension.Label}: {failure.Message}");
        }
    }

    /// <summary>Waits for the work that was started, and warns of the roles that are missing; called on the pipeline's thread.</summary>
    public void Report()
    {
        if (_cmdlet.IsPreferred("WhatIf"))
        {
            return;
        }

        _run.Drain();
        if (_missing.Warning() is { } warning)
        {
            _cmdlet.WriteWarning(warning);
        }
    }

    private async Task<AksExtensionException?> EnsureAsync(ExtensionReference extension, RequiredRole role, string outcome, long since, Work work)
    {
        if (role.Assignment is null)
        {
            return Errors.PrerequisiteFailed(extension, $"{outcome} {role.RoleText} cannot be assigned to {role.PrincipalText}. {RoleText.Unknown(role)}", RoleText.Again);
        }

        using var limit = new TargetTime(_run.TimeProvider, _timeout, budget: null, since).Bound(Extra, work.CancellationToken);
        try
        {
            var isNew = await _engine.Value.EnsureAsync(role, limit.Token);
            work.Sink.Verbose($"{extension.Label}: {(isNew ? RoleText.Assigned(role) : RoleText.Has(role))}");
            return null;
        }
        catch (AksExtensionException failure) when (failure.ErrorId != nameof(Errors.AuthenticationFailed))
        {
            return Failed($"{RoleText.Ask(failure)}{role.Commands}.", failure);
        }
        catch (AksExtensionException failure)
        {
            return failure;
        }
        catch (OperationCanceledException) when (!work.CancellationToken.IsCancellationRequested)
        {
            return Failed($"Run the command again later, or run: {role.Commands}.", failure: null);
        }

        AksExtensionException Failed(string action, AksExtensionException? failure) => Errors.PrerequisiteFailed(
            extension, $"{outcome} {role.RoleText} was not assigned to {role.PrincipalText}{(failure is null ? " in time" : null)}.", action, failure?.Arm, failure);
    }

    // After Ctrl+C: the streams of a stopped pipeline are closed.
    private void TellUnfinished()
    {
        if (Includes && _cmdlet.Stopping && !_open.IsEmpty)
        {
            OperationRun.TellPerson(_cmdlet, Messages.RolesUnassigned([.. _open.Values]));
        }
    }

    private sealed class Open : IDisposable
    {
        private readonly PrerequisiteRun _owner;
        private readonly ExtensionReference _extension;
        private readonly CancellationToken _stopped;

        public Open(PrerequisiteRun owner, ExtensionReference extension, CancellationToken stopped)
        {
            (_owner, _extension, _stopped) = (owner, extension, stopped);
            owner._open[extension.Id] = extension;
        }

        public void Dispose()
        {
            if (!_stopped.IsCancellationRequested)
            {
                _owner._open.TryRemove(_extension.Id, out _);
            }
        }
    }
}
