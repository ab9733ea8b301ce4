using AksExtensions.Fleet;

namespace AksExtensions.Tests;

/// <summary>Records events, and confirms or declines the loss of protected settings.</summary>
internal sealed class RecordingObserver : ILifecycleObserver
{
    /// <summary>The events, in order.</summary>
    public List<string> Events { get; } = [];

    /// <summary>The answer to the question; null when it must not be asked.</summary>
    public bool? Agrees { get; init; }

    /// <summary>Called while the question is open.</summary>
    public Action Asked { get; init; } = () => { };

    public void OnSending(ExtensionReference extension, OperationKind kind) => Note($"sending {kind}");

    public void OnRefused(ExtensionReference extension) => Note("refused");

    public void OnStarted(ExtensionOperation operation) => Note($"started {operation.Kind}");

    public void OnPolled(ExtensionOperation operation) => Note($"polled {operation.Status}");

    public void OnReadFailed(ExtensionOperation operation, AksExtensionException failure) => Note($"read failed {failure.ErrorId}");

    public void OnEnded(ExtensionOperation operation) => Note($"ended {operation.Status}");

    public Task<bool> AgreeToLoseAsync(ClusterExtension extension, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        Note($"lose {string.Join(',', keys)}");
        Asked();
        return Task.FromResult(Agrees ?? throw new InvalidOperationException("An unexpected question."));
    }

    // The operations of a fleet report concurrently.
    private void Note(string told)
    {
        lock (Events)
        {
            Events.Add(told);
        }
    }
}
