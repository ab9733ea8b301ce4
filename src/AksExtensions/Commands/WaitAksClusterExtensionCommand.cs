using System.Management.Automation;
using AksExtensions.Fleet;
using AksExtensions.Parameters;
using AksExtensions.Pipeline;

namespace AksExtensions.Commands;

/// <summary>Waits for what -NoWait or Ctrl+C left to Azure, in this session or another.</summary>
[Cmdlet(VerbsLifecycle.Wait, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName)]
[OutputType(typeof(ClusterExtension))]
public sealed class WaitAksClusterExtensionCommand : OperationCmdlet
{
    /// <inheritdoc/>
    private protected override bool ReturnsAtOnce => false;

    /// <inheritdoc/>
    private protected override void Process(ClusterTarget target, ClusterReference cluster)
    {
        var extension = ExtensionOf(target, cluster);
        Start(cluster, async work =>
        {
            try
            {
                await WaitAsync(extension, target.Operation, work);
            }
            catch (AksExtensionException failure)
                when (target.IsBeingDeleted && extension.Name == target.ExtensionName && failure.ErrorId == nameof(Errors.ExtensionNotFound))
            {
                // It went before the first look.
            }
        });
    }

    private async Task WaitAsync(ExtensionReference extension, ExtensionOperation? operation, Work work)
    {
        operation ??= ExtensionLifecycle.OperationOf(await Service.Extensions.GetAsync(extension, work.CancellationToken));
        // What has ended does not go on, and a command that is stopped must not say so.
        if (!ProvisioningStates.IsTerminal(operation.Status))
        {
            Tracker.OnStarted(operation);
        }

        try
        {
            await Runner.WaitAsync(operation, work);
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.OperationInvalid))
        {
            // What is no operation cannot go on in Azure, and nobody must be told so.
            Tracker.OnRefused(extension);
            throw;
        }
    }
}
