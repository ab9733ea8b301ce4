using AksExtensions.Arm;
using AksExtensions.Fleet;

namespace AksExtensions.Pods;

/// <summary>Runs the command that reads pods on one AKS cluster, and waits for its result.</summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="budget">The budget that polls share; null means no budget.</param>
internal sealed class PodsCommandRun(IArmService service, TimeProvider timeProvider, ArmBudget? budget)
{
    // Azure gives the command's pod 60 seconds to start, and reading takes a few more.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Reads the objects of namespaces.</summary>
    /// <returns>The objects, or null and why they could not be read; with objects, what is missing.</returns>
    public async Task<(ClusterObjects? Objects, string? Note)> ReadAsync(
        ClusterReference cluster, IEnumerable<string> namespaces, Action? onWaiting, CancellationToken cancellationToken)
    {
        var isStarted = false;
        try
        {
            // A token for AKS is needed where the cluster signs in with Microsoft Entra ID, and only its resource says so.
            var facts = await service.Clusters.GetFactsAsync(cluster, cancellationToken);
            if (facts.IsRunCommandDisabled)
            {
                return (null, PodNotes.Disabled);
            }

            if ("Stopped".Equals(facts.PowerState, StringComparison.OrdinalIgnoreCase))
            {
                return (null, PodNotes.Stopped);
            }

            var command = PodsCommand.For(namespaces);
            var poll = await service.Commands.StartAsync(cluster, command, facts.UsesEntra, cancellationToken);
            isStarted = true;
            onWaiting?.Invoke();
            return await WaitAsync(cluster, poll, cancellationToken) is { } result ? Read(result) : (null, PodNotes.TooSlow(Patience));
        }
        catch (AksExtensionException failure)
        {
            return (null, PodNotes.NotRun(failure, isStarted));
        }
    }

    private async Task<CommandResult?> WaitAsync(ClusterReference cluster, CommandPoll poll, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        while (poll.Result is null)
        {
            var age = timeProvider.GetElapsedTime(start);
            if (age >= Patience)
            {
                return null;
            }

            var interval = PollSchedule.Next(age, poll.RetryAfter);
            // A link that is to be read at once must not be read without a pause.
            await Task.Delay(interval < PollSchedule.Minimum ? PollSchedule.Minimum : interval, timeProvider, cancellationToken);
            using var turn = budget is null ? null : await budget.WaitForPollAsync(
                cluster.SubscriptionId, cancellationToken, pause => service.ReportPause(cluster.SubscriptionId, pause));
            try
            {
                poll = await service.Commands.PollAsync(cluster, poll.Link, cancellationToken);
            }
            catch (AksExtensionException failure) when (failure.ErrorId is nameof(Errors.ServiceUnavailable) or nameof(Errors.Throttled))
            {
                // A failure to read the result is not a failure of the command.
            }
        }

        return poll.Result;
    }

    private (ClusterObjects? Objects, string? Note) Read(CommandResult result)
    {
        if (!"succeeded".Equals(result.ProvisioningState, StringComparison.OrdinalIgnoreCase))
        {
            return (null, PodNotes.CommandFailed(result.Reason ?? result.ProvisioningState));
        }

        var text = KubernetesText.Read(result.Logs);
        var problems = text.Messages.Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)
            || line.Contains("forbidden", StringComparison.OrdinalIgnoreCase)).ToList();
        if (text.Items.Count == 0 && (result.ExitCode is not (null or 0) || text.Messages.Count > 0 || text.IsCut))
        {
            return (null, PodNotes.KubectlFailed(result.ExitCode, problems.Concat(text.Messages).FirstOrDefault()));
        }

        return (ClusterObjects.Read(text.Items, timeProvider.GetUtcNow()), text.IsCut ? PodNotes.Cut : problems.Count > 0 ? PodNotes.KubectlSays(problems[0]) : null);
    }
}
