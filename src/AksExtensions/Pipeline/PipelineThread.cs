namespace AksExtensions.Pipeline;

/// <summary>
/// The pipeline's thread of a session, reached through the command that is writing, or through a waiting completion. Commands of one pipeline
/// share the thread: while a downstream command pumps, its upstream cannot. So work of the session (asking Az.Accounts for a token) is offered
/// to all commands, including later ones, and the first one takes it.
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

    /// <summary>Removes a place, which can then be disposed.</summary>
    public void Remove(IPipelinePlace place)
    {
        lock (_gate)
        {
            _places.Remove(place);
        }
    }

    /// <summary>Writes to the host.</summary>
    public void Tell(string text) => _ = InvokeAsync(
        engine =>
        {
            engine.Tell(text);
            return true;
        },
        isForPerson: true,
        CancellationToken.None);

    /// <summary>Runs work on the pipeline's thread.</summary>
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
                // This place ended too soon; another one might have more time.
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
                // Ctrl+C or a defect ends this command, and must not leave another one waiting for the answer.
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
            // The caller no longer waits, so the work is skipped.
            lock (_gate)
            {
                Interlocked.Exchange(ref taken, 1);
                _open.Remove((Offer, isForPerson));
            }
        }
    }

    // Called with the lock held.
    private void Post(Action<PipelineEngine> offer, bool isForPerson)
    {
        foreach (var place in _places.Where(place => !isForPerson || place.ReachesPerson))
        {
            place.Post(offer);
        }
    }
}
