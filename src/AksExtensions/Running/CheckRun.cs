using AksExtensions.Checks;

namespace AksExtensions.Running;

/// <summary>The checks of a command on any number of clusters. Facts that clusters share are read once.</summary>
/// <param name="run">The command's run.</param>
/// <param name="timeoutSeconds">How long to wait for a registration, in seconds.</param>
/// <param name="registers">Whether to register subscriptions for resource providers that are missing.</param>
/// <param name="quiet">Whether to return one true or false for each target instead of the checks.</param>
/// <param name="detailed">Whether to return each check even if there are several targets and all checks of one passed.</param>
/// <param name="targets">The number of targets; null when they come from the pipeline.</param>
internal sealed class CheckRun(CommandRun run, int timeoutSeconds, bool registers, bool quiet, bool detailed, int? targets)
{
    private volatile int _started;
    private ClusterTester? _tester;
    private UpgradeTester? _upgrades;
    private Task _before = Task.CompletedTask;

    /// <summary>Starts the checks of one instance.</summary>
    public void Start(ExtensionReference extension) =>
        Start(extension.Cluster, (tester, cancellationToken) => tester.TestAsync(extension, cancellationToken));

    /// <summary>Starts the checks of a cluster on which an extension is to be installed.</summary>
    public void Start(ClusterReference cluster, PlannedExtension plan) =>
        Start(cluster, (tester, cancellationToken) => tester.TestAsync(cluster, plan, cancellationToken));

    /// <summary>Starts the checks of a cluster that is to be upgraded.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="extensionName">The extension; null means all of the cluster.</param>
    /// <param name="kubernetes">The new version of Kubernetes.</param>
    public void Start(ClusterReference cluster, string? extensionName, string kubernetes)
    {
        var upgrades = _upgrades ??= new(run.Service, run.TimeProvider);
        Start(cluster, (_, cancellationToken) => upgrades.TestAsync(cluster, extensionName, kubernetes, cancellationToken));
    }

    private void Start(ClusterReference cluster, Func<ClusterTester, CancellationToken, Task<IReadOnlyList<ExtensionCheck>>> test)
    {
        // Created here, on the pipeline's thread.
        var tester = _tester ??= Tester();
        _started++;
        if (quiet)
        {
            StartQuiet(cluster, tester, test);
            return;
        }

        run.Start(cluster, async work =>
        {
            var checks = await test(tester, work.CancellationToken);
            work.HasFailed = HasFailed(checks);
            await (IsBrief(checks) ? work.Sink.WriteObjectAsync(ExtensionCheck.All(checks), work.CancellationToken)
                : work.Sink.WriteObjectsAsync(checks, work.CancellationToken));
        });
    }

    // True and false name no cluster, so they come in the order of the clusters.
    private void StartQuiet(ClusterReference cluster, ClusterTester tester, Func<ClusterTester, CancellationToken, Task<IReadOnlyList<ExtensionCheck>>> test)
    {
        var before = _before;
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _before = turn.Task;
        run.Start(cluster, async work =>
        {
            try
            {
                work.HasFailed = HasFailed(await test(tester, work.CancellationToken));
                await before.WaitAsync(work.CancellationToken);
                await work.Sink.WriteObjectAsync(!work.HasFailed, work.CancellationToken);
            }
            finally
            {
                // Also after an error, which has no answer.
                _ = before.ContinueWith(_ => turn.TrySetResult(), TaskScheduler.Default);
            }
        });
    }

    private static bool HasFailed(IReadOnlyList<ExtensionCheck> checks) => checks.Any(check => check.Result == nameof(CheckResult.Failed));

    // Hundreds of lines of a healthy fleet would hide the few that matter.
    private bool IsBrief(IReadOnlyList<ExtensionCheck> checks) =>
        !detailed && (targets ?? _started) > 1 && checks.Count > 0 && checks.All(check => check.Result == nameof(CheckResult.Passed));

    private ClusterTester Tester() => new(
        run.Service, new(run.Service, run.TimeProvider, TimeSpan.FromSeconds(timeoutSeconds), registers ? AgreeAsync : null), run.TimeProvider);

    // On the pipeline's thread, once for each subscription.
    private Task<bool> AgreeAsync(string subscriptionId, IReadOnlyList<string> namespaces, CancellationToken cancellationToken) => run.Sink.AskAsync(
        cmdlet => cmdlet.ShouldProcess(
            Messages.RegisterAction(subscriptionId, namespaces), Messages.RegisterQuestion(subscriptionId, namespaces),
            cmdlet.MyInvocation.MyCommand.Name),
        cancellationToken);
}
