using AksExtensions.Fleet;
using AksExtensions.Pipeline;

namespace AksExtensions.Commands;

/// <summary>Waits for operations that run in Azure after -NoWait or Ctrl+C, in this session or another.</summary>
[Cmdlet(VerbsLifecycle.Wait, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName)]
[OutputType(typeof(ClusterExtension))]
public sealed class WaitAksClusterExtensionCommand : OperationCmdlet
{
    /// <summary>After a failure, reads the pods of the extension, and starts a pod in an AKS cluster for that (Run Command) where the cloud needs it.</summary>
    [Parameter]
    public SwitchParameter DiagnosePods { get; set; }

    /// <inheritdoc/>
    private protected override PodReading? Pods => DiagnosePods ? new(Run, mayRunCommand: true) : null;

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
                // The extension was deleted before the first read.
            }
        });
    }

    private async Task WaitAsync(ExtensionReference extension, ExtensionOperation? operation, Work work)
    {
        operation ??= ExtensionLifecycle.OperationOf(await Run.Service.Extensions.GetAsync(extension, work.CancellationToken));
        // The operation has ended, so a stopped command must not report that it continues.
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
            // An invalid operation must not be reported as one that continues in Azure.
            Operations.Tracker.OnRefused(extension);
            throw;
        }
    }
}
