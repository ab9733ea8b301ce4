using System.Collections.Concurrent;
using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.DesiredState;
using AksExtensions.Pipeline;
using AksExtensions.Prerequisites;
using AksExtensions.Settings;

namespace AksExtensions.Running;

/// <summary>The desired state of one extension on any number of clusters. The extension is created, updated or left alone.</summary>
internal sealed class Keeping : ISecretValues
{
    private readonly DesiredExtension _desired;
    private readonly IReadOnlyDictionary<string, SecretValue> _secrets;
    private readonly SyncOptions _options;
    private readonly bool _noWait;
    private readonly ConcurrentQueue<Verdict> _planned = new();
    private int _roles;
    private bool _isWhatIf;

    /// <summary>Checks the desired state against the rules of its type; warnings go to the cmdlet.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="request">What a create would send.</param>
    /// <param name="name">The instance's name.</param>
    /// <param name="skipRules">Whether the rules of the type are skipped.</param>
    /// <param name="refreshSecrets">Whether protected settings are sent although none is missing.</param>
    /// <param name="noWait">Whether to return the operation instead of waiting for it.</param>
    /// <param name="said">The warnings that have been written; null when there are none.</param>
    /// <exception cref="AksExtensionException"><c>TypeRuleViolated</c>, or <c>SettingInvalid</c> for a PEM file.</exception>
    public Keeping(PSCmdlet cmdlet, CreateExtensionRequest request, string name, bool skipRules, bool refreshSecrets, bool noWait, ISet<string>? said = null)
    {
        var prepared = RequestPreparation.Prepare(request, name, skipRules, path => SettingsInput.ResolvePath(cmdlet.SessionState.Path, path));
        TypeReport.Write(cmdlet, request.ExtensionType, prepared.Findings, said);
        TypeReport.WriteAdded(cmdlet.WriteVerbose, request.ExtensionType, prepared.Renamed);
        _secrets = prepared.Request.ConfigurationProtectedSettings ?? new Dictionary<string, SecretValue>();
        _desired = new()
        {
            Name = name,
            SkipsTypeRules = skipRules,
            Request = prepared.Request with { ConfigurationProtectedSettings = null },
            ProtectedSettings = _secrets.Keys.ToDictionary(key => key, key => new SecretReference(SecretSource.Secret, key), StringComparer.Ordinal),
        };
        // The lifecycle asks before protected settings are lost.
        _options = new() { RefreshSecrets = refreshSecrets, MayLoseSecrets = true };
        _noWait = noWait;
    }

    /// <summary>Checks the kind of a cluster.</summary>
    /// <exception cref="AksExtensionException"><c>TypeRuleViolated</c>: the type cannot be installed on this kind of cluster.</exception>
    public void Check(ClusterReference cluster)
    {
        if (!_desired.SkipsTypeRules && TypeRules.CheckCluster(_desired.Knowledge, cluster) is { } refusal)
        {
            throw Errors.TypeRuleViolated(_desired.ExtensionType, refusal.Text, refusal.WayOut);
        }
    }

    /// <summary>Starts the work on one cluster.</summary>
    /// <exception cref="AksExtensionException"><c>TypeRuleViolated</c>: the type cannot be installed on this kind of cluster.</exception>
    public void Process(
        PSCmdlet cmdlet, ClusterItem item, Confirmation confirmation, CommandRun run, OperationRun operations, PrerequisiteRun prerequisites)
    {
        Check(item.Cluster);
        _isWhatIf = cmdlet.IsPreferred("WhatIf");
        operations.Start(item.Cluster, work => _isWhatIf
            ? ExplainAsync(item.Extension, run, prerequisites, work)
            : KeepAsync(item.Extension, confirmation, run, operations, prerequisites, work));
    }

    /// <summary>Ends the plan of -WhatIf with its summary.</summary>
    public static void Summarize(PSCmdlet cmdlet, CommandRun run, IEnumerable<Keeping> all)
    {
        if (cmdlet.IsPreferred("WhatIf"))
        {
            run.Drain();
            var (summary, roles) = (PlanText.Summary(all.SelectMany(keeping => keeping._planned)), all.Sum(keeping => keeping._roles));
            cmdlet.WriteInformation(new HostInformationMessage { Message = $"{summary}{Messages.RolesToAssign(roles)}" }, ["PSHOST"]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, SecretValue>> ReadAsync(DesiredExtension desired, CancellationToken cancellationToken) => new(_secrets);

    private async Task ExplainAsync(ExtensionReference extension, CommandRun run, PrerequisiteRun prerequisites, Work work)
    {
        ClusterExtension? actual = null;
        try
        {
            actual = await run.Service.Extensions.GetAsync(extension, work.CancellationToken);
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.ExtensionNotFound))
        {
            // It would be created.
        }

        var verdict = Judge.Of(_desired, actual, _options);
        _planned.Enqueue(verdict);
        var roles = await RolesAsync(extension, verdict, actual, prerequisites, work.CancellationToken);
        Interlocked.Add(ref _roles, roles.Count);
        foreach (var line in Lines(extension, verdict, roles))
        {
            work.Sink.Tell(line);
        }

        var (added, findings) = await ChangeCompletion.PreviewAsync(run.Types.Completion, extension, _desired, verdict, actual, _secrets, work.CancellationToken);
        foreach (var line in added)
        {
            work.Sink.Tell(PlanText.Added(line));
        }

        foreach (var finding in findings)
        {
            run.Types.Warn(finding, work.Sink);
        }
    }

    private async Task KeepAsync(
        ExtensionReference extension, Confirmation confirmation, CommandRun run, OperationRun operations, PrerequisiteRun prerequisites, Work work)
    {
        var since = run.TimeProvider.GetTimestamp();
        using var open = prerequisites.Begin(extension, _desired.ExtensionType, work);
        var keeper = new InstanceKeeper(run.Service, operations.Lifecycle, this, run.TimeProvider, _options, run.Types.Completion)
        {
            ReturnsAtOnce = _noWait,
            Agree = (verdict, actual, stop) => AgreesAsync(extension, verdict, actual, confirmation, prerequisites, work, stop),
            OnCreating = request => prerequisites.BeforeCreateAsync(extension, request.ExtensionType, request.ConfigurationSettings, since, work),
            OnWaiting = work.Place.Wait,
            OnAdded = work.Sink.Verbose,
            OnFinding = finding => run.Types.Warn(finding, work.Sink),
        };
        var kept = await keeper.KeepAsync(extension, _desired, work.CancellationToken);
        if (kept.Verdict.Status == DriftStatus.Blocked && kept.Before is { } before && Refusal(before) is { } refusal)
        {
            throw refusal;
        }

        work.Sink.Verbose($"{extension.Label}: {Done(kept.Verdict)}");
        // An update can name another scope.
        var mayNeedRoles = kept.Verdict is { Action: DesiredAction.Create } or { Action: DesiredAction.Update, ChangedSettings.Count: > 0 };
        if (kept.Operation is { } operation)
        {
            operations.Tracker.OnEnded(operation);
            await work.Sink.WriteObjectAsync(operation, work.CancellationToken);
        }
        else if (kept.After is { } after && kept.Verdict.Status != DriftStatus.Blocked)
        {
            var failure = await AssignAsync(extension, kept.Verdict, after, confirmation, prerequisites, since, work);
            await work.Sink.WriteObjectAsync(after, work.CancellationToken);
            if (failure is not null)
            {
                throw failure;
            }
        }

        if (mayNeedRoles)
        {
            await prerequisites.NoteAsync(extension, _desired.ExtensionType, Subject(extension, kept.After), work);
        }
    }

    // A change was confirmed together with its roles. Without a change, the roles are confirmed alone.
    private async Task<AksExtensionException?> AssignAsync(
        ExtensionReference extension, Verdict verdict, ClusterExtension after, Confirmation confirmation, PrerequisiteRun prerequisites, long since, Work work) =>
        verdict.Action == DesiredAction.None && (await RolesAsync(extension, verdict, after, prerequisites, work.CancellationToken) is not { Count: > 0 } roles
            || !await AsksAsync(extension, Lines(extension, verdict, roles), confirmation, work, work.CancellationToken))
            ? null
            : await prerequisites.AfterChangeAsync(after, Happened(verdict), since, work);

    private async Task<bool> AgreesAsync(
        ExtensionReference extension, Verdict verdict, ClusterExtension? actual, Confirmation confirmation, PrerequisiteRun prerequisites, Work work,
        CancellationToken cancellationToken) =>
        await AsksAsync(extension, Lines(extension, verdict, await RolesAsync(extension, verdict, actual, prerequisites, cancellationToken)), confirmation, work, cancellationToken);

    private static Task<bool> AsksAsync(
        ExtensionReference extension, IEnumerable<string> plan, Confirmation confirmation, Work work, CancellationToken cancellationToken)
    {
        var lines = string.Join(Environment.NewLine, plan);
        return work.Sink.AskAsync(_ => confirmation.Agrees(extension, lines, $"{lines}{Environment.NewLine}{Messages.GoOnQuestion}"), cancellationToken);
    }

    // The roles that would be assigned after a change, or although nothing else changes.
    private async Task<IReadOnlyList<string>> RolesAsync(
        ExtensionReference extension, Verdict verdict, ClusterExtension? actual, PrerequisiteRun prerequisites, CancellationToken cancellationToken) =>
        verdict.Action is DesiredAction.Create or DesiredAction.Update || verdict.Status == DriftStatus.InSync
            ? await prerequisites.PreviewAsync(_desired.ExtensionType, Subject(extension, actual), cancellationToken)
            : [];

    private List<string> Lines(ExtensionReference extension, Verdict verdict, IReadOnlyList<string> roles)
    {
        var lines = PlanText.Lines(extension.Label, _desired.ExtensionType, verdict).ToList();
        return roles.Count == 0 ? lines
            : [.. lines.Count == 0 ? [$"~ {extension.Label}"] : lines, .. roles.Select(role => $"    {role}")];
    }

    private PrerequisiteSubject Subject(ExtensionReference extension, ClusterExtension? actual) => actual is null
        ? new(extension.Cluster, _desired.Request.ConfigurationSettings)
        : PrerequisiteSubject.Of(actual, _desired.Request.ConfigurationSettings);

    private static string Happened(Verdict verdict) => verdict.Action switch
    {
        DesiredAction.Create => "The extension was created",
        DesiredAction.Update => "The extension was updated",
        _ => "The extension is in sync",
    };

    // A blocked change is an error; a declined one is not.
    private AksExtensionException? Refusal(ClusterExtension existing)
    {
        if (Judge.IsManaged(existing))
        {
            return Errors.ManagedExtension(existing.Id, existing.ManagedBy ?? "AKS");
        }

        if (!_desired.IsOfType(existing))
        {
            return Errors.ExtensionTypeMismatch(existing, _desired.ExtensionType);
        }

        return new Comparison(_desired, existing).Fixed switch
        {
            [] => null,
            [{ Property: "scope" }, ..] => Errors.ScopeMismatch(existing, _desired.Request.Scope!.Value),
            [{ Property: "scope.releaseNamespace" } other, ..] => Errors.NamespaceMismatch(existing, "ReleaseNamespace", other.Desired!, other.Actual),
            [var other, ..] => Errors.NamespaceMismatch(existing, "TargetNamespace", other.Desired!, other.Actual),
        };
    }

    private static string Done(Verdict verdict) => verdict.Action switch
    {
        DesiredAction.Create => verdict.Status == DriftStatus.Missing ? "created." : "created again.",
        DesiredAction.Update => $"updated: {string.Join("; ", verdict.Differences)}.",
        _ => verdict.Status == DriftStatus.InSync ? "is in sync; no change was sent." : $"no change was sent. {verdict.Detail}",
    };
}
