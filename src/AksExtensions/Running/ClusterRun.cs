using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>The way of a command through its clusters: each is resolved, met once, and worked on; or all of them go to a job.</summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="run">Its run.</param>
/// <param name="options">Which clusters.</param>
/// <param name="steps">What the command does with them.</param>
internal sealed class ClusterRun(PSCmdlet cmdlet, CommandRun run, ClusterOptions options, ClusterSteps steps)
{
    private readonly Duplicates _duplicates = new(cmdlet);
    private readonly UnusedColumns _columns = new(cmdlet);
    private readonly Subscriptions _subscriptions = new(run, options.Subscription);
    private JobStart? _job;

    // Of a list from the pipeline (this command's, or that of its job) a refused cluster leaves the others be.
    private bool IsList => cmdlet.MyInvocation.ExpectingInput || CommandJob.Current?.HasList == true;

    private ClusterDefaults Defaults => new(_subscriptions.IdOf, options.ResourceGroupName, options.ClusterType, options.ResourceProvider);

    /// <summary>Checks everything that was given by parameter: what can be checked without a request before anything that needs one.</summary>
    /// <param name="asJob">Whether a job is to do the work.</param>
    public void Begin(bool asJob)
    {
        // What -WhatIf shows is for the person who is here now.
        if (asJob && !cmdlet.IsPreferred("WhatIf"))
        {
            _job = new(cmdlet);
        }

        run.Refusing(() =>
        {
            steps.Validate();
            var given = IsList && !options.ByName ? [] : options.Given;
            // A bad one among many must not be found when the others have been changed already.
            foreach (var target in given)
            {
                _ = Resolve(target, Defaults.Offline).ToList();
            }

            // Without a connection no cluster would fare better.
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

    /// <summary>The subscription of what is given without one; finding it may cost a request.</summary>
    public string DefaultSubscription() => _subscriptions.IdOf(null);

    private void Process(ClusterTarget target)
    {
        // All of them are looked at before the first is worked on: a name that is refused starts nothing on its cluster.
        var items = Resolve(target, Defaults).ToList();
        items.ForEach(item => run.Sink.Names.See(item.Cluster));
        _columns.Look(target);
        foreach (var item in items.Where(_duplicates.IsNew))
        {
            steps.Process(item);
        }
    }

    // All names are checked before the subscription is looked up, which may cost a request.
    private IEnumerable<ClusterItem> Resolve(ClusterTarget target, ClusterDefaults defaults)
    {
        _ = target.Resolve(defaults.Offline);
        var names = steps.ExtensionNamesOf(target);
        var cluster = target.Resolve(defaults);
        return names.Select(name => new ClusterItem(target, cluster, name));
    }
}
