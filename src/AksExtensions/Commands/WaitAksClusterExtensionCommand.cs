using System.Management.Automation;
using AksExtensions.Fleet;
using AksExtensions.Parameters;
using AksExtensions.Pipeline;
using AksExtensions.Running;

namespace AksExtensions.Commands;

/// <summary>Waits for what -NoWait or Ctrl+C left to Azure, in this session or another.</summary>
[Cmdlet(VerbsLifecycle.Wait, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName)]
[OutputType(typeof(ClusterExtension))]
public sealed class WaitAksClusterExtensionCommand : OperationCmdlet
{
    /// <inheritdoc/>
    private protected override void Process(ClusterItem item)
    {
        var (target, extension) = (item.Target, item.Extension);
        Operations.Start(item.Cluster, async work =>
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
        operation ??= ExtensionLifecycle.OperationOf(await Run.Service.Extensions.GetAsync(extension, work.CancellationToken));
        // What has ended does not go on, and a command that is stopped must not say so.
        if (!ProvisioningStates.IsTerminal(operation.Status))
        {
            Operations.Tracker.OnStarted(operation);
        }

        try
        {
            await Operations.Runner.WaitAsync(operation, work);
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.OperationInvalid))
        {
            // What is no operation cannot go on in Azure, and nobody must be told so.
            Operations.Tracker.OnRefused(extension);
            throw;
        }
    }
}
