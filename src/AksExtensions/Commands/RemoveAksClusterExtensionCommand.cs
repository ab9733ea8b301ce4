using AksExtensions.Pipeline;

namespace AksExtensions.Commands;

/// <summary>Removes extensions and waits until Azure has removed them.</summary>
[Cmdlet(
    VerbsCommon.Remove, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName,
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ExtensionOperation))]
public sealed class RemoveAksClusterExtensionCommand : OperationCmdlet
{
    private Confirmation? _confirmation;
    private int _removed;

    /// <summary>Removes the extension from Azure without waiting for the cluster's agents; its Helm release can remain on the cluster.</summary>
    [Parameter]
    public SwitchParameter ForceDelete { get; set; }

    /// <summary>Starts the delete and returns the operation without waiting for its end.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Does not ask for confirmation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override bool ReturnsAtOnce => NoWait;

    /// <inheritdoc/>
    private protected override void Process(ClusterItem item)
    {
        var extension = item.Extension;
        _confirmation ??= new(this, Force);
        if (_confirmation.Agrees(extension, Messages.RemoveAction(extension, ForceDelete), Messages.RemoveQuestion(extension, ForceDelete)))
        {
            Operations.Start(item.Cluster, work => RemoveAsync(extension, work));
        }
    }

    private async Task RemoveAsync(ExtensionReference extension, Work work)
    {
        if (await Operations.Lifecycle.StartDeleteAsync(extension, ForceDelete, work.CancellationToken) is not { } started)
        {
            work.Sink.Warn(Messages.NothingToRemove(extension));
            return;
        }

        await Operations.Runner.FollowAsync(started, work);
        // Once for each command, even with a thousand clusters.
        if (!NoWait && Interlocked.Increment(ref _removed) == 1)
        {
            work.Sink.Tell(Messages.Removed(ForceDelete));
        }
    }
}
