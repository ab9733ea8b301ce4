using System.Management.Automation;

namespace AksExtensions.Pipeline;

/// <summary>
/// The pipeline's thread of a session, reached through whichever command is writing at the moment, or a Tab that waits. Commands of one
/// pipeline share it: while a downstream command pumps, its upstream cannot, so what the session itself has to run (asking Az.Accounts for a
/// token) is offered to all of them, those that begin later included, and the first takes it.
/// </summary>
internal sealed class PipelineThread
{
    private readonly object _gate = new();
    private readonly HashSet<IPipelinePlace> _places = [];
    private readonly HashSet<(Action<PipelineEngine> Offer, bool IsForPerson)> _open = [];

    public void Add(IPipelinePlace place)
    {
        lock (_gate)
        {
            _places.Add(place);
            foreach (var (offer, isForPerson) in _open)
            {
                if (!isForPerson || place.ReachesPerson)
                {
                    place.Post(offer);
                }
            }
        }
    }

    /// <summary>Takes a place out; it may be disposed then.</summary>
    public void Remove(IPipelinePlace place)
    {
        lock (_gate)
        {
            _places.Remove(place);
        }
    }

    /// <summary>Tells a person at the console.</summary>
    public void Tell(string text) => _ = InvokeAsync(
        engine =>
        {
            engine.Tell(text);
            return true;
        },
        isForPerson: true,
        CancellationToken.None);

    /// <summary>Runs something on the pipeline's thread.</summary>
    public Task<T> InvokeAsync<T>(Func<PipelineEngine, T> function, CancellationToken cancellationToken) =>
        InvokeAsync(function, isForPerson: false, cancellationToken);

    private async Task<T> InvokeAsync<T>(Func<PipelineEngine, T> function, bool isForPerson, CancellationToken cancellationToken)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = 0;
        void Offer(PipelineEngine engine)
        {
            if (Interlocked.Exchange(ref taken, 1) != 0)
            {
                return;
            }

            try
            {
                result.SetResult(function(engine));
            }
            catch (AksExtensionException failure)
            {
                result.SetException(failure);
            }
            catch (PipelineStoppedException) when (engine.IsBrief)
            {
                // Its time was too short, and somebody else's may not be.
                lock (_gate)
                {
                    if (_open.Contains((Offer, isForPerson)))
                    {
                        Interlocked.Exchange(ref taken, 0);
                        Post(Offer, isForPerson);
                    }
                }
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
            _open.Add((Offer, isForPerson));
            Post(Offer, isForPerson);
        }

        try
        {
            return await result.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            // Whoever asked has gone: the session must not be asked for nobody.
            lock (_gate)
            {
                Interlocked.Exchange(ref taken, 1);
                _open.Remove((Offer, isForPerson));
            }
        }
    }

    // Under the gate.
    private void Post(Action<PipelineEngine> offer, bool isForPerson)
    {
        foreach (var place in _places.Where(place => !isForPerson || place.ReachesPerson))
        {
            place.Post(offer);
        }
    }
}
