using AksExtensions.Catalogue;
using AksExtensions.Settings;

namespace AksExtensions.DesiredState;

/// <summary>
/// The lines of a plan, with the values that a change would derive from other resources, such as the storage account of backups. Only these are read:
/// what a type adds without reading is in its documentation.
/// </summary>
/// <param name="completion">Reads what the types depend on.</param>
/// <param name="atATime">How many changes are completed at a time.</param>
internal sealed class DerivedPlan(RequestCompletion completion, int atATime)
{
    /// <summary>The lines of instances, in their order.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(IReadOnlyList<PlannedInstance> instances, CancellationToken cancellationToken)
    {
        var derived = new string[instances.Count][];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, instances.Count),
            new ParallelOptions { MaxDegreeOfParallelism = atATime, CancellationToken = cancellationToken },
            async (index, stop) => derived[index] = await DerivedAsync(instances[index], stop));
        return [.. instances.SelectMany((instance, index) => PlanText.Lines(instance).Concat(derived[index]))];
    }

    private async Task<string[]> DerivedAsync(PlannedInstance instance, CancellationToken cancellationToken)
    {
        if (instance.Entry is not { Knowledge.Lookups.Count: > 0 } desired
            || instance.Verdict.Action is not (DesiredAction.Create or DesiredAction.Replace or DesiredAction.Update))
        {
            return [];
        }

        // Values of protected settings are not needed, only that they are specified.
        var secrets = desired.ProtectedKeys.ToDictionary(key => key, _ => new SecretValue(SecretValue.Mask), StringComparer.Ordinal);
        try
        {
            var (added, _) = await ChangeCompletion.PreviewAsync(
                completion, instance.Extension, desired, instance.Verdict, instance.Actual, secrets, cancellationToken);
            return [.. added.Select(PlanText.Added)];
        }
        catch (AksExtensionException failure) when (failure is not { ErrorId: nameof(Errors.AuthenticationFailed), Arm: null })
        {
            return [$"    ! {DocumentText.Shown(failure.Message, 400)}"];
        }
    }
}
