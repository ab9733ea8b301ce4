using System.Management.Automation;

namespace AksExtensions.Pipeline;

/// <summary>
/// A worker's only door to PowerShell. Workers run on any thread and never see the cmdlet; what they put here is written by the pump on
/// the pipeline's own thread.
/// </summary>
internal sealed class CommandSink(Pump pump)
{
    /// <summary>Puts out an object; waits while the consumer is slow.</summary>
    public Task WriteObjectAsync(object value, CancellationToken cancellationToken) =>
        pump.PostAwaitedAsync(cmdlet => cmdlet.WriteObject(value), cancellationToken);

    /// <summary>Puts out objects that belong together, one after the other and without others between; waits while the consumer is slow.</summary>
    public Task WriteObjectsAsync(IReadOnlyList<object> values, CancellationToken cancellationToken) =>
        pump.PostAwaitedAsync(cmdlet => cmdlet.WriteObject(values, enumerateCollection: true), cancellationToken);

    /// <summary>Puts out an error; waits while the consumer is slow.</summary>
    public Task WriteErrorAsync(ErrorRecord error, CancellationToken cancellationToken) =>
        pump.PostAwaitedAsync(cmdlet => cmdlet.WriteError(error), cancellationToken);

    /// <summary>Ends the command with an error.</summary>
    public void End(ErrorRecord error) => pump.Post(cmdlet => cmdlet.ThrowTerminatingError(error));

    /// <summary>Warns. Does not wait.</summary>
    public void Warn(string text) => pump.Post(cmdlet => cmdlet.WriteWarning(text));

    /// <summary>Writes a verbose line. Does not wait.</summary>
    public void Verbose(string text) => pump.Post(cmdlet => cmdlet.WriteVerbose(text));

    /// <summary>Shows progress. Does not wait.</summary>
    public void Progress(ProgressRecord record) => pump.Post(cmdlet => cmdlet.WriteProgress(record));

    /// <summary>Tells a person at the console, as Write-Host does. Does not wait.</summary>
    public void Tell(string text) => pump.Post(cmdlet =>
        cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]));

    /// <summary>Asks a question on the pipeline's thread, and waits for the answer.</summary>
    public async Task<bool> AskAsync(Func<PSCmdlet, bool> question, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        pump.Post(cmdlet =>
        {
            try
            {
                answer.SetResult(question(cmdlet));
            }
            catch (AksExtensionException failure)
            {
                // Nobody to ask is the worker's failure, not the pipeline's.
                answer.SetException(failure);
            }
        });
        return await answer.Task.WaitAsync(cancellationToken);
    }
}
