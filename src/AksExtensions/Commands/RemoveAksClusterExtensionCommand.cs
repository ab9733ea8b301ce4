using AksExtensions.Pipeline;
using AksExtensions.Settings;

namespace AksExtensions.Commands;

/// <summary>Removes extensions and waits until Azure has removed them.</summary>
[Cmdlet(
    VerbsCommon.Remove, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName,
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ExtensionOperation))]
public sealed class RemoveAksClusterExtensionCommand : OperationCmdlet
{
    private Confirmation? _confirmation;
    private PrerequisiteRemoval? _prerequisites;
    private int _removed;

    /// <summary>Removes the extension from Azure without waiting for the cluster's agents; its Helm release can remain on the cluster.</summary>
    [Parameter]
    public SwitchParameter ForceDelete { get; set; }

    /// <summary>Starts the delete and returns the operation without waiting for its end.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Removes the role assignments that the type needed in addition, after the extension.</summary>
    [Parameter]
    public SwitchParameter IncludePrerequisites { get; set; }

    /// <summary>Does not ask for confirmation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override bool ReturnsAtOnce => NoWait;

    /// <inheritdoc/>
    private protected override void Validate()
    {
        OptionRules.CheckPrerequisites(IncludePrerequisites, NoWait);
        base.Validate();
    }

    /// <inheritdoc/>
    private protected override void Process(ClusterItem item)
    {
        var extension = item.Extension;
        _confirmation ??= new(this, Force);
        if (IncludePrerequisites)
        {
            _prerequisites ??= new(Run);
            Operations.Start(item.Cluster, work => RemoveWithRolesAsync(extension, work));
        }
        else if (_confirmation.Agrees(extension, Messages.RemoveAction(extension, ForceDelete), Messages.RemoveQuestion(extension, ForceDelete)))
        {
            Operations.Start(item.Cluster, work => RemoveAsync(extension, work));
        }
    }

    // The identity cannot be read after the removal, and the question names what it has.
    private async Task RemoveWithRolesAsync(ExtensionReference extension, Work work)
    {
        var found = await _prerequisites!.FindAsync(extension, work.CancellationToken);
        var roles = Messages.RolesToRemove(found.Select(one => one.Role));
        if (await work.Sink.AskAsync(
            _ => _confirmation!.Agrees(extension, Messages.RemoveAction(extension, ForceDelete) + roles, Messages.RemoveQuestion(extension, ForceDelete) + roles),
            work.CancellationToken))
        {
            await RemoveAsync(extension, work);
            await _prerequisites.RemoveAsync(extension, found, work);
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
