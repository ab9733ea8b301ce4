using System.Collections.Concurrent;
using System.Management.Automation;

namespace AksExtensions.Pipeline;

/// <summary>
/// The pipeline's thread of a session, reached through whichever command is writing at the moment. Commands of one pipeline share it: while
/// a downstream command pumps, its upstream cannot, so what the session itself has to run (asking Az.Accounts for a token) is offered to all
/// of them, and the first takes it.
/// </summary>
internal sealed class PipelineThread
{
    private readonly ConcurrentDictionary<Pump, bool> _pumps = new();

    public void Add(Pump pump) => _pumps[pump] = true;

    public void Remove(Pump pump) => _pumps.TryRemove(pump, out _);

    /// <summary>Tells a person at the console.</summary>
    public void Tell(string text) => _ = InvokeAsync(
        cmdlet =>
        {
            cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);
            return true;
        },
        CancellationToken.None);

    /// <summary>Runs something on the pipeline's thread.</summary>
    public async Task<T> InvokeAsync<T>(Func<PSCmdlet, T> function, CancellationToken cancellationToken)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = 0;
        foreach (var pump in _pumps.Keys)
        {
            pump.Post(cmdlet =>
            {
                if (Interlocked.Exchange(ref taken, 1) != 0)
                {
                    return;
                }

                try
                {
                    result.SetResult(function(cmdlet));
                }
                catch (AksExtensionException failure)
                {
                    result.SetException(failure);
                }
            });
        }

        return await result.Task.WaitAsync(cancellationToken);
    }
}
