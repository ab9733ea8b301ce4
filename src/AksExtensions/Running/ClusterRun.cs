using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>Processes the clusters of a command: resolves each, skips duplicates, and starts the work, or passes all of them to a job.</summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="run">Its run.</param>
/// <param name="options">The clusters.</param>
/// <param name="steps">The steps of the command.</param>
internal sealed class ClusterRun(PSCmdlet cmdlet, CommandRun run, ClusterOptions options, ClusterSteps steps)
{
    private readonly Duplicates _duplicates = new(cmdlet);
    private readonly UnusedColumns _columns = new(cmdlet);
    private readonly Subscriptions _subscriptions = new(run, options.Subscription);
    private JobStart? _job;

    // In a list from the pipeline (of this command or its job), a refused cluster does not affect the others.
    private bool IsList => cmdlet.MyInvocation.ExpectingInput || CommandJob.Current?.HasList == true;

    private ClusterDefaults Defaults => new(_subscriptions.IdOf, options.ResourceGroupName, options.ClusterType, options.ResourceProvider);

    /// <summary>Checks all parameters. Checks without requests come before those with requests.</summary>
    /// <param name="asJob">Whether a job does the work.</param>
    public void Begin(bool asJob)
    {
        // The output of -WhatIf is for the user at the prompt.
        if (asJob && !cmdlet.IsPreferred("WhatIf"))
        {
            _job = new(cmdlet);
        }

        run.Refusing(() =>
        {
            steps.Validate();
            var given = IsList && !options.ByName ? [] : options.Given;
            // An invalid one must be found before any other is changed.
            foreach (var target in given)
            {
                foreach (var item in Resolve(target, Defaults.Offline))
                {
                    steps.Check(item);
                }
            }

            // Without a connection, every cluster would fail.
            _ = run.Session;
            foreach (var target in given)
            {
                _ = target.Resolve(Defaults);
            }
        });
    }

    /// <summary>Works on each cluster. An invalid one ends the command when it is a parameter; from the pipeline, it is a non-terminating error.</summary>
    public void Process(IReadOnlyList<ClusterTarget> clusters)
    {
        if (_job is not null)
        {
            _job.Add(clusters);
            return;
        }

        foreach (var target in options.ByName ? options.Given : clusters)
        {
            if (!IsList || options.ByName)
            {
                run.Refusing(() => Process(target));
                continue;
            }

            try
            {
                Process(target);
            }
            catch (AksExtensionException refusal)
            {
                run.Refuse(refusal, target.Input);
            }
        }
    }

    /// <summary>Waits for the work that was started, or starts the job.</summary>
    public void End() => run.End(() =>
    {
        _duplicates.Summarize();
        if (_job is null)
        {
            steps.Finish();
            run.Drain();
            run.Summarize(isComplete: true);
        }
        else
        {
            _job.Start(run.Session);
        }
    });

    /// <summary>The subscription of clusters that are specified without one. Finding it can cost a request.</summary>
    public string DefaultSubscription() => _subscriptions.IdOf(null);

    private void Process(ClusterTarget target)
    {
        // All are checked before the work on the first one starts, so an invalid name starts nothing on its cluster.
        var items = Resolve(target, Defaults).ToList();
        items.ForEach(item => run.Sink.Names.See(item.Cluster));
        _columns.Look(target);
        foreach (var item in items.Where(_duplicates.IsNew))
        {
            steps.Process(item);
        }
    }

    // All names are checked before the subscription is looked up, which can cost a request.
    private IEnumerable<ClusterItem> Resolve(ClusterTarget target, ClusterDefaults defaults)
    {
        _ = target.Resolve(defaults.Offline);
        var names = steps.ExtensionNamesOf(target);
        var cluster = target.Resolve(defaults);
        return names.Select(name => new ClusterItem(target, cluster, name));
    }
}
