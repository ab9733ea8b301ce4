using AksExtensions.Fleet;

namespace AksExtensions.Tests;

/// <summary>Notes what it is told, and agrees or not to lose protected settings.</summary>
internal sealed class RecordingObserver : ILifecycleObserver
{
    /// <summary>What it was told, in order.</summary>
    public List<string> Events { get; } = [];

    /// <summary>The answer to the question; null when it must not be asked.</summary>
    public bool? Agrees { get; init; }

    /// <summary>What happens while a person thinks about the question.</summary>
    public Action Asked { get; init; } = () => { };

    public void OnSending(ExtensionReference extension, OperationKind kind) => Events.Add($"sending {kind}");

    public void OnRefused(ExtensionReference extension) => Events.Add("refused");

    public void OnStarted(ExtensionOperation operation) => Events.Add($"started {operation.Kind}");

    public void OnPolled(ExtensionOperation operation) => Events.Add($"polled {operation.Status}");

    public void OnReadFailed(ExtensionOperation operation, AksExtensionException failure) => Events.Add($"read failed {failure.ErrorId}");

    public void OnEnded(ExtensionOperation operation) => Events.Add($"ended {operation.Status}");

    public Task<bool> AgreeToLoseAsync(ClusterExtension extension, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        Events.Add($"lose {string.Join(',', keys)}");
        Asked();
        return Task.FromResult(Agrees ?? throw new InvalidOperationException("An unexpected question."));
    }
}
