using AksExtensions.Arm;
using AksExtensions.Checks;

namespace AksExtensions.Catalogue;

/// <summary>
/// Completes the requests of one command with the values that a type derives from the cluster and from other resources, which are read only when
/// something depends on them, and checks the rules about these. Resources that several extensions share are read once. Any thread.
/// </summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RequestCompletion(IArmService service, TimeProvider timeProvider)
{
    private readonly OnceCache<string, ResourceFacts> _resources = new(timeProvider, StringComparer.OrdinalIgnoreCase);

    /// <summary>Completes a create.</summary>
    /// <param name="type">The type.</param>
    /// <param name="request">The request.</param>
    /// <param name="extension">The extension.</param>
    /// <param name="skipRules">Whether to skip the rules.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="AksExtensionException"><c>TypeRuleViolated</c>, <c>SettingInvalid</c>, or an answer of Azure.</exception>
    public async Task<CompletedRequest<CreateExtensionRequest>> CompleteAsync(
        ExtensionTypeKnowledge type, CreateExtensionRequest request, ExtensionReference extension, bool skipRules, CancellationToken cancellationToken)
    {
        var facts = TypeFacts.Of(request, extension.Cluster);
        var reading = new FactReading(
            type, type.Additions, extension, new(request, extension.Name, facts.Values), facts,
            skipRules ? [] : [.. FactRules.Of(type, RuleOccasion.Create)]);
        await ReadAsync(reading, cancellationToken);
        var completed = TypeAdditions.Complete(type, request, extension.Cluster, facts);
        facts.SetResult(completed.Request.ConfigurationSettings);
        return completed with { Findings = reading.Judge(new(completed.Request, extension.Name, facts.Values)) };
    }

    /// <summary>Completes an update.</summary>
    /// <inheritdoc cref="CompleteAsync(ExtensionTypeKnowledge, CreateExtensionRequest, ExtensionReference, bool, CancellationToken)"/>
    public async Task<CompletedRequest<UpdateExtensionRequest>> CompleteAsync(
        ExtensionTypeKnowledge type, UpdateExtensionRequest request, ClusterExtension current, bool skipRules, CancellationToken cancellationToken)
    {
        var facts = TypeFacts.Of(request, current);
        var reading = new FactReading(
            type, type.UpdateAdditions, new(current.Reference, current.Name), new(request, facts.Values), facts,
            skipRules ? [] : [.. FactRules.Of(type, RuleOccasion.Update)]);
        await ReadAsync(reading, cancellationToken);
        var completed = TypeAdditions.Complete(type, request, current, facts);
        facts.SetResult(completed.Request.ConfigurationSettings);
        return completed with { Findings = reading.Judge(new(completed.Request, facts.Values)) };
    }

    // Each round may find that a value is missing, for which the next addition asks elsewhere.
    private async Task ReadAsync(FactReading reading, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Before the cluster, because a setting that cannot be a part of an ID should cost no request.
            if (reading.NextLookup() is var (lookup, id))
            {
                var resource = await _resources.GetAsync(id, stop => service.Resources.GetAsync(id, lookup.ApiVersion, stop), cancellationToken);
                reading.Take(lookup, id, resource);
            }
            else if (reading.NeedsCluster)
            {
                reading.Facts.Add(await service.Clusters.GetFactsAsync(reading.Extension.Cluster, cancellationToken));
            }
            else
            {
                return;
            }
        }
    }
}
