using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Settings;

namespace AksExtensions.DesiredState;

/// <summary>The request of a change, with what the type of the extension adds.</summary>
internal static class ChangeCompletion
{
    /// <summary>A create.</summary>
    /// <param name="completion">Reads what the type depends on.</param>
    /// <param name="extension">The extension.</param>
    /// <param name="desired">The desired state.</param>
    /// <param name="over">The failed instance that is created again; null when there is none.</param>
    /// <param name="secrets">All protected settings.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<CompletedRequest<CreateExtensionRequest>> CreateAsync(
        RequestCompletion completion, ExtensionReference extension, DesiredExtension desired, ClusterExtension? over,
        IReadOnlyDictionary<string, SecretValue>? secrets, CancellationToken cancellationToken)
    {
        var request = ChangeRequests.Create(desired, over, secrets);
        return desired.Knowledge is { } type
            ? await completion.CompleteAsync(type, request, extension, desired.SkipsTypeRules, cancellationToken)
            : new(request, []);
    }

    /// <summary>An update.</summary>
    /// <param name="completion">Reads what the type depends on.</param>
    /// <param name="desired">The desired state.</param>
    /// <param name="verdict">What differs.</param>
    /// <param name="actual">The instance.</param>
    /// <param name="secrets">All protected settings.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<CompletedRequest<UpdateExtensionRequest>> UpdateAsync(
        RequestCompletion completion, DesiredExtension desired, Verdict verdict, ClusterExtension actual,
        IReadOnlyDictionary<string, SecretValue>? secrets, CancellationToken cancellationToken)
    {
        var request = ChangeRequests.Update(desired, verdict, secrets);
        if (desired.Knowledge is not { } type)
        {
            return new(request, []);
        }

        // The rules of a create were checked when the desired state was read; what a change interrupts is known only now.
        var interrupted = desired.SkipsTypeRules ? [] : TypeRules.CheckChange(type, request);
        var completed = await completion.CompleteAsync(type, request, actual, desired.SkipsTypeRules, cancellationToken);
        return completed with { Findings = [.. interrupted, .. completed.Findings] };
    }

    /// <summary>What the type would add to the change of a verdict, and what the service might refuse; nothing when nothing is sent.</summary>
    public static async Task<(IReadOnlyList<string> Added, IReadOnlyList<TypeFinding> Findings)> PreviewAsync(
        RequestCompletion completion, ExtensionReference extension, DesiredExtension desired, Verdict verdict, ClusterExtension? actual,
        IReadOnlyDictionary<string, SecretValue>? secrets, CancellationToken cancellationToken)
    {
        switch (verdict.Action)
        {
            case DesiredAction.Create or DesiredAction.Replace:
                var create = await CreateAsync(
                    completion, extension, desired, verdict.Action == DesiredAction.Create ? actual : null, secrets, cancellationToken);
                return (create.Added, create.Findings);
            case DesiredAction.Update:
                var update = await UpdateAsync(completion, desired, verdict, actual!, secrets, cancellationToken);
                return (update.Added, update.Findings);
            default:
                return ([], []);
        }
    }
}
