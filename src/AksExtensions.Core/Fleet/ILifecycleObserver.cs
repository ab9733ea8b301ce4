namespace AksExtensions.Fleet;

/// <summary>Who is told what happens to an operation, on any thread.</summary>
public interface ILifecycleObserver
{
    /// <summary>A change is about to be sent: from here on it may have arrived.</summary>
    void OnSending(ExtensionReference extension, OperationKind kind);

    /// <summary>The change was refused, or there was nothing to do.</summary>
    void OnRefused(ExtensionReference extension);

    /// <summary>Azure accepted the operation: from here on it goes on without us.</summary>
    void OnStarted(ExtensionOperation operation);

    /// <summary>The state was read.</summary>
    void OnPolled(ExtensionOperation operation);

    /// <summary>The state could not be read; it will be asked for again.</summary>
    void OnReadFailed(ExtensionOperation operation, AksExtensionException failure);

    /// <summary>The operation ended, or the patience did; the error then says that it goes on.</summary>
    void OnEnded(ExtensionOperation operation);

    /// <summary>Asks whether protected settings may be lost.</summary>
    /// <param name="extension">The instance as it is.</param>
    /// <param name="keys">The keys that the update would delete.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    Task<bool> AgreeToLoseAsync(ClusterExtension extension, IReadOnlyList<string> keys, CancellationToken cancellationToken);
}
