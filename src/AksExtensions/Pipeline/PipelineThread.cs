using System.Management.Automation;

namespace AksExtensions.Pipeline;

/// <summary>
/// The pipeline's thread of a session, reached through whichever command is writing at the moment. Commands of one pipeline share it: while
/// a downstream command pumps, its upstream cannot, so what the session itself has to run (asking Az.Accounts for a token) is offered to all
/// of them, those that begin later included, and the first takes it.
/// </summary>
internal sealed class PipelineThread
{
    private readonly object _gate = new();
    private readonly HashSet<Pump> _pumps = [];
    private readonly HashSet<Action<PSCmdlet>> _open = [];

    public void Add(Pump pump)
    {
        lock (_gate)
        {
            _pumps.Add(pump);
            foreach (var offer in _open)
            {
                pump.Post(offer);
            }
        }
    }

    /// <summary>Takes a pump out; it may be disposed then.</summary>
    public void Remove(Pump pump)
    {
        lock (_gate)
        {
            _pumps.Remove(pump);
        }
    }

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
        void Offer(PSCmdlet cmdlet)
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
            catch (Exception end)
            {
                // Ctrl+C, or a defect: it ends this command, and must not leave another waiting for the answer.
                result.SetException(end is PipelineStoppedException ? new OperationCanceledException(end.Message, end) : end);
                throw;
            }
        }

        lock (_gate)
        {
            _open.Add(Offer);
            foreach (var pump in _pumps)
            {
                pump.Post(Offer);
            }
        }

        try
        {
            return await result.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            // Whoever asked has gone: the session must not be asked for nobody.
            Interlocked.Exchange(ref taken, 1);
            lock (_gate)
            {
                _open.Remove(Offer);
            }
        }
    }
}
