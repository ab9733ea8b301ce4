using System.Management.Automation;
using AksExtensions.Estate;
using AksExtensions.Parameters.Completion;
using AksExtensions.Pipeline;

namespace AksExtensions.Commands;

/// <summary>A command that looks through the whole estate with Azure Resource Graph.</summary>
public abstract class EstateCmdlet : AksCmdlet
{
    private EstateQuery? _query;

    /// <summary>What is looked for, by name.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public virtual string[]? Name { get; set; }

    /// <summary>The clusters' resource groups.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ResourceGroupNameCompleter))]
    public string[]? ResourceGroupName { get; set; }

    /// <summary>The subscriptions to look in, GUIDs. Default: all that the sign-in sees.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    public string[]? SubscriptionId { get; set; }

    /// <summary>Provisioning states, such as Succeeded or Failed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProvisioningStateCompleter))]
    public string[]? ProvisioningState { get; set; }

    /// <summary>The query that the parameters make.</summary>
    private protected abstract EstateQuery CreateQuery();

    /// <summary>Starts the search.</summary>
    private protected abstract void Search(EstateQuery query);

    /// <inheritdoc/>
    private protected sealed override void Validate() => _query = CreateQuery();

    /// <inheritdoc/>
    private protected sealed override void Finish() => Search(_query!);

    /// <summary>Puts out what a query finds, as its pages come.</summary>
    private protected void Search<T>(EstateQuery query, Func<EstatePageRequest, CancellationToken, Task<EstatePage<T>>> send)
        where T : notnull => Start(query.Text, async work =>
    {
        var (sink, _, cancellationToken) = work;
        sink.Verbose(query.Text);
        var reader = new EstateReader(Session.Connection.TimeProvider, new Observer(sink));
        try
        {
            await foreach (var items in reader.ReadAsync(query, send, cancellationToken))
            {
                foreach (var item in items)
                {
                    await sink.WriteObjectAsync(item, cancellationToken);
                }

                // The next page is asked for when this one has been taken: who wants the first few pays for no second page.
                await sink.AskAsync(_ => true, cancellationToken);
            }
        }
        catch (AksExtensionException failure)
        {
            // A part of the estate must not pass for all of it: the search as a whole has failed.
            sink.End(ErrorRecords.Create(failure, query.Text));
        }
    });

    private sealed class Observer(CommandSink sink) : IEstateObserver
    {
        private bool _hasWarned;

        public void OnPaused(TimeSpan pause) => sink.Verbose(Messages.EstatePaused(pause));

        public void OnTruncated() => sink.Warn(Messages.EstateTruncated);

        public void OnSubscriptionLimitHit() => sink.Warn(Messages.EstateSubscriptionLimit);

        public void OnUnknown(string id)
        {
            // There may be thousands of the same kind, and one of them says it all.
            Action<string> tell = _hasWarned ? sink.Verbose : sink.Warn;
            _hasWarned = true;
            tell(Messages.EstateUnknown(id));
        }
    }
}
