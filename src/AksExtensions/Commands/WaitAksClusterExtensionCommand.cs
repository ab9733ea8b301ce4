using System.Management.Automation;
using AksExtensions.Fleet;
using AksExtensions.Parameters;
using AksExtensions.Parameters.Completion;
using AksExtensions.Pipeline;

namespace AksExtensions.Commands;

/// <summary>Waits for what -NoWait or Ctrl+C left to Azure, in this session or another.</summary>
[Cmdlet(VerbsLifecycle.Wait, "AksClusterExtension", DefaultParameterSetName = ParameterSets.ByName)]
[OutputType(typeof(ClusterExtension))]
public sealed class WaitAksClusterExtensionCommand : OperationCmdlet
{
    /// <summary>The instance's name. Default: that of the piped extension or operation.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionNameCompleter))]
    public string? Name { get; set; }

    /// <inheritdoc/>
    private protected override bool ReturnsAtOnce => false;

    /// <inheritdoc/>
    private protected override void Validate()
    {
        if (Name is not null)
        {
            ExtensionReference.ValidateName(Name);
        }

        base.Validate();
    }

    /// <inheritdoc/>
    private protected override void Check(ClusterTarget target) => target.RequireExtensionName(Name);

    /// <inheritdoc/>
    private protected override void Process(ClusterTarget target, ClusterReference cluster)
    {
        var extension = new ExtensionReference(cluster, target.RequireExtensionName(Name));
        Start(cluster, work => WaitAsync(extension, target.Operation, work));
    }

    private async Task WaitAsync(ExtensionReference extension, ExtensionOperation? operation, Work work)
    {
        operation ??= ExtensionLifecycle.OperationOf(await Service.GetExtensionAsync(extension, work.CancellationToken));
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
