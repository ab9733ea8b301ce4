namespace AksExtensions.Pipeline;

/// <summary>
/// The only connection of workers to PowerShell. Workers run on any thread and never see the cmdlet; the pump writes their output on the
/// pipeline's thread.
/// </summary>
internal sealed class CommandSink(Pump pump)
{
    /// <summary>The clusters that the command has seen.</summary>
    public ClusterNames Names { get; } = new();

    /// <summary>Returns an object to the pipeline; waits while the consumer is slow.</summary>
    public Task WriteObjectAsync(object value, CancellationToken cancellationToken) =>
        pump.PostAwaitedAsync(
            cmdlet =>
            {
                Names.Mark(value);
                cmdlet.WriteObject(value);
            },
            cancellationToken);

    /// <summary>Returns several objects to the pipeline without others between them; waits while the consumer is slow.</summary>
    public Task WriteObjectsAsync(IReadOnlyList<object> values, CancellationToken cancellationToken) =>
        pump.PostAwaitedAsync(cmdlet => cmdlet.WriteObject(values, enumerateCollection: true), cancellationToken);

    /// <summary>Writes an error; waits while the consumer is slow.</summary>
    public Task WriteErrorAsync(ErrorRecord error, CancellationToken cancellationToken) =>
        pump.PostAwaitedAsync(cmdlet => cmdlet.WriteError(error), cancellationToken);

    /// <summary>Ends the command with an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="before">Writes, on the pipeline's thread, what a person should know first; null when there is nothing.</param>
    public void End(ErrorRecord error, Action? before = null) => pump.Post(cmdlet =>
    {
        before?.Invoke();
        cmdlet.ThrowTerminatingError(error);
    });

    /// <summary>Warns. Does not wait.</summary>
    public void Warn(string text) => pump.Post(cmdlet => cmdlet.WriteWarning(text));

    /// <summary>Writes a verbose line. Does not wait.</summary>
    public void Verbose(string text) => pump.Post(cmdlet => cmdlet.WriteVerbose(text));

    /// <summary>Shows progress. Does not wait.</summary>
    public void Progress(ProgressRecord record) => pump.Post(cmdlet => cmdlet.WriteProgress(record));

    /// <summary>Writes to the host, as Write-Host does. Does not wait.</summary>
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
                // When the session is not interactive, the worker fails and not the pipeline.
                answer.SetException(failure);
            }
        });
        return await answer.Task.WaitAsync(cancellationToken);
    }
}
