using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Fleet;
using AksExtensions.Pipeline;
using AksExtensions.Prerequisites;

namespace AksExtensions.Running;

/// <summary>The create of one extension on any number of clusters: checked once, then completed for each cluster with the values that its type needs.</summary>
internal sealed class Creation
{
    private readonly CreateExtensionRequest _request;
    private readonly ExtensionTypeKnowledge? _type;
    private readonly bool _skipRules;

    /// <summary>Checks a request against the rules of its type; warnings go to the cmdlet.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="request">The specified values.</param>
    /// <param name="name">The new instance's name.</param>
    /// <param name="skipRules">Whether the rules of the type are skipped.</param>
    /// <param name="said">The warnings that have been written; null when there are none.</param>
    /// <exception cref="AksExtensionException"><c>TypeRuleViolated</c>, or <c>SettingInvalid</c> for a PEM file.</exception>
    public Creation(PSCmdlet cmdlet, CreateExtensionRequest request, string? name, bool skipRules, ISet<string>? said = null)
    {
        _skipRules = skipRules;
        _type = TypeCatalogue.BuiltIn.Find(request.ExtensionType);
        var prepared = RequestPreparation.Prepare(request, name, skipRules, path => SettingsInput.ResolvePath(cmdlet.SessionState.Path, path));
        TypeReport.Write(cmdlet, _type?.Name, prepared.Findings, said);
        TypeReport.WriteAdded(cmdlet.WriteVerbose, _type?.Name, prepared.Renamed);
        _request = prepared.Request;
    }

    /// <summary>Checks the kind of a cluster.</summary>
    /// <exception cref="AksExtensionException"><c>TypeRuleViolated</c>: the type cannot be installed on this kind of cluster.</exception>
    public void Check(ClusterReference cluster)
    {
        if (!_skipRules && TypeRules.CheckCluster(_type, cluster) is { } refusal)
        {
            throw Errors.TypeRuleViolated(_type!.Name, refusal.Text, refusal.WayOut);
        }
    }

    /// <summary>Asks whether to create the extension on one cluster, and starts the work.</summary>
    /// <exception cref="AksExtensionException"><c>TypeRuleViolated</c>: the type cannot be installed on this kind of cluster.</exception>
    public void Process(
        PSCmdlet cmdlet, ClusterItem item, Confirmation confirmation, CommandRun run, OperationRun operations, ChangePlan plan, PrerequisiteRun prerequisites)
    {
        var (cluster, extension) = (item.Cluster, item.Extension);
        Check(cluster);
        if (cmdlet.IsPreferred("WhatIf"))
        {
            run.Start(cluster, async work => await plan.ShowAsync(await PlanAsync(extension, run, prerequisites, work), work));
            return;
        }

        if (confirmation.Asks)
        {
            operations.Start(cluster, async work =>
            {
                if (await plan.AgreesAsync(await PlanAsync(extension, run, prerequisites, work), extension, confirmation, work))
                {
                    await CreateAsync(extension, run, operations, prerequisites, work);
                }
            });
            return;
        }

        // For -Verbose and -Debug. What depends on the cluster's own properties is shown by its placeholder: the cluster is not read for this.
        var preview = _type is null ? new(_request, []) : TypeAdditions.Complete(_type, _request, cluster, facts: null);
        var body = RequestBody.Show(preview.Request, cluster);
        cmdlet.WriteDebug(body);
        if (confirmation.Agrees(
            extension, Messages.CreateAction(extension, body, preview.Added), Messages.CreateQuestion(extension, _request.ExtensionType)))
        {
            operations.Start(cluster, work => CreateAsync(extension, run, operations, prerequisites, work));
        }
    }

    private async Task<PlannedChange> PlanAsync(ExtensionReference extension, CommandRun run, PrerequisiteRun prerequisites, Work work)
    {
        ClusterExtension? existing = null;
        try
        {
            existing = await run.Service.Extensions.GetAsync(extension, work.CancellationToken);
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.ExtensionNotFound))
        {
            // It would be created.
        }

        if (existing is not null && ExtensionLifecycle.Obstacle(existing, _request) is { } refusal)
        {
            return new("that exist and stay as they are", Messages.NothingPlan(extension, refusal), [], Refusal: refusal);
        }

        var completed = await CompleteAsync(extension, run, work);
        var kind = existing is null ? "to create"
            : ProvisioningStates.Is(existing.ProvisioningState, ProvisioningStates.Failed) ? "to create again" : "to overwrite";
        return new(
            kind, Messages.CreatePlan(extension, existing), existing is null ? [] : ChangePreview.Of(completed.Request, existing),
            RequestBody.Show(completed.Request, extension.Cluster), completed.Added, Roles: await prerequisites.PreviewAsync(
                _type?.Name, new(extension.Cluster, completed.Request.ConfigurationSettings, PrincipalId: existing?.AksAssignedIdentity?.PrincipalId), work.CancellationToken));
    }

    private async Task<CompletedRequest<CreateExtensionRequest>> CompleteAsync(ExtensionReference extension, CommandRun run, Work work)
    {
        if (_type is null)
        {
            return new(_request, []);
        }

        var completed = await run.Types.Completion.CompleteAsync(_type, _request, extension, _skipRules, work.CancellationToken);
        run.Types.Report(_type.Name, completed, work.Sink);
        return completed;
    }

    private async Task CreateAsync(ExtensionReference extension, CommandRun run, OperationRun operations, PrerequisiteRun prerequisites, Work work)
    {
        var since = run.TimeProvider.GetTimestamp();
        using var open = prerequisites.Begin(extension, _type?.Name, work);
        var completed = await CompleteAsync(extension, run, work);
        try
        {
            var settings = completed.Request.ConfigurationSettings;
            var started = await operations.Lifecycle.StartCreateAsync(
                extension, completed.Request, work.CancellationToken, () => prerequisites.BeforeCreateAsync(extension, _type?.Name, settings, since, work));
            ClusterExtension? instance = null;
            await operations.Runner.FollowAsync(started, work, created =>
            {
                instance = created;
                return prerequisites.AfterChangeAsync(created, "The extension was created", since, work);
            });
            await prerequisites.NoteAsync(
                extension, _type?.Name, instance is null ? new(extension.Cluster, settings) : PrerequisiteSubject.Of(instance, facts: null), work);
        }
        catch (AksExtensionException failure) when (failure is { ErrorId: nameof(Errors.ExtensionVersionNotFound), Arm: { } arm })
        {
            throw Errors.ExtensionVersionNotFound(
                extension.Id, arm, Messages.AskedVersion(completed.Request.ExtensionType, completed.Request.Version, completed.Request.ReleaseTrain));
        }
    }
}
