namespace AksExtensions.Azure.Clients;

/// <summary>
/// The API version for extension types of one connection. They became generally available in 2026, and clouds get a version at different times: a
/// cloud without the newest one is asked once, and then with the preview.
/// </summary>
/// <param name="chosen">The version that the user chose; null means the newest that the cloud has.</param>
internal sealed class ExtensionTypeVersions(string? chosen)
{
    /// <summary>The newest version, and the first with regions and links.</summary>
    public const string Newest = "2026-05-01";

    /// <summary>The version of clouds without the newest one.</summary>
    public const string Preview = "2024-11-01-preview";

    private volatile string? _known = chosen;
    private TaskCompletionSource? _first;

    /// <summary>Sends a request with the version that the cloud has.</summary>
    /// <param name="ask">Sends the request with a version.</param>
    /// <param name="cancellationToken">Stops waiting for the first request.</param>
    public async Task<T> AskAsync<T>(Func<string, Task<T>> ask, CancellationToken cancellationToken)
    {
        if (_known is { } known)
        {
            return await ask(known);
        }

        // The first request finds out; those that are sent at the same time wait for it. Where its answer does not tell, such as a missing permission,
        // each of them finds out for itself.
        var own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _first, own, null) is { } first)
        {
            await first.Task.WaitAsync(cancellationToken);
            return await (_known is { } found ? ask(found) : FindAsync(ask));
        }

        try
        {
            return await FindAsync(ask);
        }
        finally
        {
            own.SetResult();
        }
    }

    private async Task<T> FindAsync<T>(Func<string, Task<T>> ask)
    {
        try
        {
            var answer = await ask(Newest);
            _known = Newest;
            return answer;
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.ExtensionTypesUnavailable))
        {
            // If the preview does not answer either, the next command tries again: the provider may be registered by then.
            var answer = await ask(Preview);
            _known = Preview;
            return answer;
        }
    }
}
