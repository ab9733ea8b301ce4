using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.StateFiles;

/// <summary>Saves the state shortly after a change, and at stop.</summary>
internal sealed class StateSaver : IAsyncDisposable
{
    // Several changes within this time are saved together. A crash loses no more than this.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private static readonly Action<ILogger, string, Exception?> LogFailure =
        LoggerMessage.Define<string>(LogLevel.Error, new EventId(2), "The state could not be saved to '{Path}'.");

    private readonly StateFile _file;
    private readonly ArmState _state;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private long _saved = -1;

    public StateSaver(StateFile file, ArmState state, ILogger logger)
    {
        _file = file;
        _state = state;
        _logger = logger;
        _loop = LoopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        SaveIfChanged();
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        // Uses the clock of the machine, because the clock of a test might never advance.
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                SaveIfChanged();
        }
        catch (OperationCanceledException)
        {
            // The end of the loop.
        }
    }

    private void SaveIfChanged()
    {
        var version = _state.Version;
        if (version == _saved)
            return;
        try
        {
            _file.Save();
            _saved = version;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFailure(_logger, _file.Path, e);
        }
    }
}
