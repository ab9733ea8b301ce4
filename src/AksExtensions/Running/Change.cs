using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Fleet;
using AksExtensions.Pipeline;
using AksExtensions.Prerequisites;

namespace AksExtensions.Running;

/// <summary>The update of one extension on any number of clusters: checked once, then completed for each instance with the values that its type needs.</summary>
internal sealed class Change
{
    private readonly UpdateExtensionRequest _request;
    private readonly UpdateCompletion _completion;

    /// <summary>Checks a request; warnings go to the cmdlet.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="request">The specified values.</param>
    /// <param name="skipRules">Whether the rules of the type are skipped.</param>
    /// <param name="said">The warnings that have been written; null when there are none.</param>
    /// <exception cref="AksExtensionException"><c>NothingToUpdate</c>, <c>TypeRuleViolated</c>, or <c>SettingInvalid</c> for a PEM file.</exception>
    public Change(PSCmdlet cmdlet, UpdateExtensionRequest request, bool skipRules, ISet<string>? said = null)
    {
        if (request.IsEmpty)
        {
            throw Errors.NothingToUpdate();
        }

        var prepared = RequestPreparation.Prepare(request, skipRules, Resolve);
        TypeReport.Write(cmdlet, request.ExpectedExtensionType, prepared.Findings, said);
        TypeReport.WriteAdded(cmdlet.WriteVerbose, request.ExpectedExtensionType, prepared.Renamed);
        _request = prepared.Request;
        _completion = new(_request, Resolve, skipRules);

        string Resolve(string path) => SettingsInput.ResolvePath(cmdlet.SessionState.Path, path);
    }

    /// <summary>Asks whether to update the extension on one cluster, and starts the work.</summary>
    public void Process(
        PSCmdlet cmdlet, ClusterItem item, Confirmation confirmation, CommandRun run, OperationRun operations, ChangePlan plan, PrerequisiteRun prerequisites)
    {
        var extension = item.Extension;
        if (cmdlet.IsPreferred("WhatIf"))
        {
            run.Start(item.Cluster, async work => await plan.ShowAsync(await PlanAsync(extension, run, prerequisites, work), work));
            return;
        }

        if (confirmation.Asks)
        {
            operations.Start(item.Cluster, async work =>
            {
                if (await plan.AgreesAsync(await PlanAsync(extension, run, prerequisites, work), extension, confirmation, work))
                {
                    await UpdateAsync(extension, run, operations, prerequisites, work);
                }
            });
            return;
        }

        var body = RequestBody.Show(_request);
        cmdlet.WriteDebug(body);
        if (confirmation.Agrees(
            extension, Messages.UpdateAction(extension, body, _completion.Preview(item.Cluster)), Messages.UpdateQuestion(extension)))
        {
            operations.Start(item.Cluster, work => UpdateAsync(extension, run, operations, prerequisites, work));
        }
    }

    private async Task<PlannedChange> PlanAsync(ExtensionReference extension, CommandRun run, PrerequisiteRun prerequisites, Work work)
    {
        var current = await run.Service.Extensions.GetAsync(extension, work.CancellationToken);
        if (ExtensionLifecycle.Obstacle(current, _request) is { } refusal)
        {
            return new("that stay as they are", Messages.NothingPlan(extension, refusal), [], Refusal: refusal);
        }

        var completed = await CompleteAsync(current, run, work, work.CancellationToken);
        var differences = ChangePreview.Of(completed.Request, current);
        return new(
            differences.Count == 0 ? "to update with the same values" : "to update", Messages.UpdatePlan(extension, differences.Count == 0), differences,
            RequestBody.Show(completed.Request), completed.Added, Roles: await prerequisites.PreviewAsync(
                current.ExtensionType, PrerequisiteSubject.Of(current, completed.Request.ConfigurationSettings), work.CancellationToken));
    }

    private async Task UpdateAsync(ExtensionReference extension, CommandRun run, OperationRun operations, PrerequisiteRun prerequisites, Work work)
    {
        var since = run.TimeProvider.GetTimestamp();
        var complete = _completion.NeedsInstance(extension.Cluster)
            ? async (current, stop) => (await CompleteAsync(current, run, work, stop)).Request
            : (Func<ClusterExtension, CancellationToken, Task<UpdateExtensionRequest>>?)null;
        try
        {
            if (await operations.Lifecycle.StartUpdateAsync(extension, _request, work.CancellationToken, complete) is { } started)
            {
                await operations.Runner.FollowAsync(started, work, updated => AssignAsync(updated, prerequisites, since, work));
            }
        }
        catch (AksExtensionException failure) when (failure is { ErrorId: nameof(Errors.ExtensionVersionNotFound), Arm: { } arm })
        {
            throw Errors.ExtensionVersionNotFound(extension.Id, arm, Messages.AskedVersion(_request.ExpectedExtensionType, _request.Version, _request.ReleaseTrain));
        }
    }

    // Other settings can name another scope.
    private async Task<AksExtensionException?> AssignAsync(ClusterExtension updated, PrerequisiteRun prerequisites, long since, Work work)
    {
        var extension = new ExtensionReference(updated.Reference, updated.Name);
        using var open = prerequisites.Begin(extension, updated.ExtensionType, work);
        if (_request.ConfigurationSettings is { Count: > 0 })
        {
            await prerequisites.NoteAsync(extension, updated.ExtensionType, PrerequisiteSubject.Of(updated, facts: null), work);
        }

        return await prerequisites.AfterChangeAsync(updated, "The extension was updated", since, work);
    }

    private async Task<CompletedRequest<UpdateExtensionRequest>> CompleteAsync(
        ClusterExtension current, CommandRun run, Work work, CancellationToken cancellationToken)
    {
        var completed = await _completion.CompleteAsync(current, run.Types.Completion, cancellationToken);
        run.Types.Report(current.ExtensionType, completed, work.Sink);
        return completed;
    }
}
