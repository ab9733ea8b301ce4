using System.Management.Automation;
using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Parameters;
using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>The create of one extension on any number of clusters: checked once, then completed for each cluster with what its type needs.</summary>
internal sealed class Creation
{
    private readonly CreateExtensionRequest _request;
    private readonly ExtensionTypeKnowledge? _type;
    private readonly bool _skipRules;

    /// <summary>Checks a request against the rules of its type; warnings go to the cmdlet.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="request">What was given.</param>
    /// <param name="name">The new instance's name.</param>
    /// <param name="skipRules">Whether the rules of the type are left out.</param>
    /// <param name="said">The warnings that were written already; null when there are none.</param>
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

    /// <summary>Asks whether to create the extension on one cluster, and starts the work.</summary>
    /// <exception cref="AksExtensionException"><c>TypeRuleViolated</c>: the type cannot be installed on this kind of cluster.</exception>
    public void Process(PSCmdlet cmdlet, ClusterItem item, Confirmation confirmation, CommandRun run, OperationRun operations)
    {
        var (cluster, extension) = (item.Cluster, item.Extension);
        if (!_skipRules && TypeRules.CheckCluster(_type, cluster) is { } refusal)
        {
            throw Errors.TypeRuleViolated(_type!.Name, refusal.Text, refusal.WayOut);
        }

        // What depends on the cluster's own properties is shown by its placeholder: -WhatIf sends nothing.
        var preview = Complete(cluster, facts: null);
        var body = RequestBody.Show(preview.Request, cluster);
        cmdlet.WriteDebug(body);
        if (confirmation.Agrees(
            extension, Messages.CreateAction(extension, body, preview.Added), Messages.CreateQuestion(extension, _request.ExtensionType)))
        {
            operations.Start(cluster, work => CreateAsync(extension, preview, run.Service, operations, work));
        }
    }

    private async Task CreateAsync(
        ExtensionReference extension, CompletedRequest<CreateExtensionRequest> preview, IArmService service, OperationRun operations, Work work)
    {
        var cluster = extension.Cluster;
        var completed = _type is not null && TypeAdditions.NeedCluster(_type, _request, cluster)
            ? Complete(cluster, await service.Clusters.GetFactsAsync(cluster, work.CancellationToken))
            : preview;
        TypeReport.WriteAdded(work.Sink.Verbose, _type?.Name, completed.Added);
        await operations.Runner.FollowAsync(await operations.Lifecycle.StartCreateAsync(extension, completed.Request, work.CancellationToken), work);
    }

    private CompletedRequest<CreateExtensionRequest> Complete(ClusterReference cluster, ClusterFacts? facts) =>
        _type is null ? new(_request, []) : TypeAdditions.Complete(_type, _request, cluster, facts);
}
