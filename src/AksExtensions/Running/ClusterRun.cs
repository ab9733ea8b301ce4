using System.Management.Automation;
using AksExtensions.Arm;
using AksExtensions.Parameters;
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
    private JobStart? _job;

    // Of a list from the pipeline (this command's, or that of its job) a refused cluster leaves the others be.
    private bool IsList => cmdlet.MyInvocation.ExpectingInput || CommandJob.Current?.HasList == true;

    /// <summary>Checks everything that can be checked without a request.</summary>
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
            if (options.ByName is { } target)
            {
                _ = Resolve(target);
            }
        });
    }

    /// <summary>Works on each cluster. A bad one that was given by parameter ends the command; one from the pipeline is an error of its own.</summary>
    public void Process(IReadOnlyList<ClusterTarget> clusters)
    {
        if (_job is not null)
        {
            _job.Add(clusters);
            return;
        }

        if (options.ByName is { } only)
        {
            clusters = [only];
        }

        foreach (var target in clusters)
        {
            if (!IsList || options.ByName is not null)
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
        }
        else
        {
            _job.Start(run.Session);
        }
    });

    /// <summary>The subscription of clusters that are given without one; finding it may cost a request.</summary>
    public string DefaultSubscription() => options.SubscriptionId
        ?? run.Session.DefaultSubscription(() => run.Await(run.Service.SignInAsync), () => run.Await(ListSubscriptionsAsync));

    private void Process(ClusterTarget target)
    {
        var item = Resolve(target);
        if (_duplicates.IsNew(item))
        {
            steps.Process(item);
        }
    }

    // The name is checked before the subscription is looked up, which may cost a request.
    private ClusterItem Resolve(ClusterTarget target)
    {
        var name = target.Refusal is null ? steps.ExtensionNameOf(target) : null;
        return new(target, target.Resolve(DefaultSubscription, options.ClusterType, options.ResourceProvider), name);
    }

    private async Task<IReadOnlyList<SubscriptionInfo>> ListSubscriptionsAsync(CancellationToken cancellationToken)
    {
        var subscriptions = new List<SubscriptionInfo>();
        await foreach (var subscription in run.Service.Subscriptions.ListAsync(cancellationToken))
        {
            subscriptions.Add(subscription);
        }

        return subscriptions;
    }
}
