using AksExtensions.Arm;

namespace AksExtensions.Fleet;

/// <summary>
/// The time that one target may take: the look before a change, the change and the wait for it share it. Time in which a person is asked
/// does not count.
/// </summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="timeout">How long the target may take; <see cref="Timeout.InfiniteTimeSpan"/> means forever.</param>
/// <param name="budget">The budget that says whether Azure refuses requests; null means no budget.</param>
/// <param name="since">When it began, as a timestamp of the clock; null means now.</param>
internal sealed class TargetTime(TimeProvider timeProvider, TimeSpan timeout, ArmBudget? budget, long? since = null)
{
    // Timers cannot wait longer than 49 days, which is long enough.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    /// <summary>When it began, as a timestamp of the clock.</summary>
    public long Since { get; private set; } = since ?? timeProvider.GetTimestamp();

    /// <summary>What is left; negative when it is over.</summary>
    public TimeSpan Left => timeout == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : timeout - timeProvider.GetElapsedTime(Since);

    /// <summary>Asks a person.</summary>
    public async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        var asked = timeProvider.GetTimestamp();
        try
        {
            return await question();
        }
        finally
        {
            Since += timeProvider.GetTimestamp() - asked;
        }
    }

    /// <summary>Cancels when the time is over, or earlier by the caller's token.</summary>
    /// <param name="extra">How much longer it may take.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public Limit Bound(TimeSpan extra, CancellationToken cancellationToken) => Left is var left && left < LongestTimer - extra
        ? new(new(left + extra > TimeSpan.Zero ? left + extra : TimeSpan.Zero, timeProvider), cancellationToken)
        : new(null, cancellationToken);

    /// <summary>Sends a request, and no longer than the time lasts.</summary>
    /// <param name="extension">The target.</param>
    /// <param name="operation">What is done to it.</param>
    /// <param name="wasSent">Whether the change was sent, and may have arrived although its answer did not come in time; null means that this is a read.</param>
    /// <param name="send">Sends it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="AksExtensionException"><c>OperationTimedOut</c>, or <c>Throttled</c> when Azure still refuses such requests.</exception>
    public async Task<T> SendAsync<T>(
        ExtensionReference extension, OperationKind operation, Func<bool>? wasSent, Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        using var limit = Bound(TimeSpan.Zero, cancellationToken);
        try
        {
            return await send(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var kind = wasSent is null ? RequestKind.Read : operation == OperationKind.Delete ? RequestKind.Delete : RequestKind.Write;
            throw budget?.PauseLeft(extension.Cluster.SubscriptionId, kind) is { } pause && pause > TimeSpan.Zero
                ? Errors.Throttled(extension.Id, arm: null, ArmPause.Clock(timeProvider, pause))
                : Errors.OperationTimedOut(
                    new(operation, extension, timeProvider.GetUtcNow(), "Unknown", null, null), timeout, lastReadFailure: null, mayHaveStarted: wasSent?.Invoke() ?? false);
        }
    }

    /// <summary>A token that ends with the time.</summary>
    public sealed class Limit : IDisposable
    {
        private readonly CancellationTokenSource? _isOver;
        private readonly CancellationTokenSource? _either;

        internal Limit(CancellationTokenSource? isOver, CancellationToken cancellationToken)
        {
            _isOver = isOver;
            _either = isOver is null ? null : CancellationTokenSource.CreateLinkedTokenSource(isOver.Token, cancellationToken);
            Token = _either?.Token ?? cancellationToken;
        }

        /// <summary>The token.</summary>
        public CancellationToken Token { get; }

        public void Dispose()
        {
            _either?.Dispose();
            _isOver?.Dispose();
        }
    }
}
