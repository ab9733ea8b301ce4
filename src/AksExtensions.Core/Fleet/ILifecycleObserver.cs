namespace AksExtensions.Fleet;

/// <summary>Receives the events of an operation, on any thread.</summary>
public interface ILifecycleObserver
{
    /// <summary>A change leaves. From now on, Azure might have received it; before, it waits for its turn and can be stopped.</summary>
    void OnSending(ExtensionReference extension, OperationKind kind);

    /// <summary>The change was refused, or there was nothing to do.</summary>
    void OnRefused(ExtensionReference extension);

    /// <summary>Azure accepted the operation, which now continues on its own.</summary>
    void OnStarted(ExtensionOperation operation);

    /// <summary>The state was read.</summary>
    void OnPolled(ExtensionOperation operation);

    /// <summary>The state could not be read; it will be read again.</summary>
    void OnReadFailed(ExtensionOperation operation, AksExtensionException failure);

    /// <summary>The operation ended, or the timeout did; the error then says that the operation continues.</summary>
    void OnEnded(ExtensionOperation operation);

    /// <summary>Asks for confirmation that protected settings will be lost.</summary>
    /// <param name="extension">The current extension.</param>
    /// <param name="keys">The keys that the update would delete.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    Task<bool> AgreeToLoseAsync(ClusterExtension extension, IReadOnlyList<string> keys, CancellationToken cancellationToken);
}
