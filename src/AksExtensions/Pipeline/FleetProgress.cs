using System.Globalization;
using System.Management.Automation;
using AksExtensions.Fleet;

namespace AksExtensions.Pipeline;

/// <summary>One progress bar for a command on many targets: what is done, what runs, what failed, what is left, and what holds it up.</summary>
/// <param name="sink">The way to PowerShell.</param>
/// <param name="activity">The command's name.</param>
/// <param name="total">How many targets will come; null when that is not known before the input has ended.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="budget">What ARM still lets us do; null when it is not counted.</param>
internal sealed class FleetProgress(CommandSink sink, string activity, int? total, TimeProvider timeProvider, ArmBudget? budget)
{
    // The single bars of operations count from 1.
    private const int ActivityId = 0;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly object _gate = new();
    private readonly TimeLeft _timeLeft = new(timeProvider);
    private long _shownAt;
    private bool _shown;
    private int? _total = total;
    private int _added;
    private int _started;
    private int _done;
    private int _failed;

    /// <summary>Whether there is more than one target, so that one bar for all says more than one for each.</summary>
    public bool IsFleet
    {
        get
        {
            lock (_gate)
            {
                return _added > 1;
            }
        }
    }

    /// <summary>There is another target.</summary>
    public void Added()
    {
        lock (_gate)
        {
            _added++;
            Show();
        }
    }

    /// <summary>Another target is worked on.</summary>
    public void Started()
    {
        lock (_gate)
        {
            _started++;
            Show();
        }
    }

    /// <summary>A target is done.</summary>
    public void Done(bool failed)
    {
        lock (_gate)
        {
            _done++;
            _failed += failed ? 1 : 0;
            Show();
        }
    }

    /// <summary>No more targets will come.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _total = _added;
            // Whatever was shown a moment ago: until the first target is done nothing else may happen for long.
            Show(atOnce: true);
        }
    }

    /// <summary>Looks again at what holds the command up.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            Show();
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_shown)
            {
                sink.Progress(new(ActivityId, activity, " ") { RecordType = ProgressRecordType.Completed });
                _shown = false;
            }
        }
    }

    private void Show(bool atOnce = false)
    {
        if (_added > 1 && !(_shown && !atOnce && timeProvider.GetElapsedTime(_shownAt) < Interval))
        {
            _shown = true;
            _shownAt = timeProvider.GetTimestamp();
            sink.Progress(Record());
        }
    }

    private ProgressRecord Record()
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"{_done} done, {_failed} failed, {_started - _done} running");
        if (_total is { } all)
        {
            status += string.Create(CultureInfo.InvariantCulture, $", {all - _started} left");
        }

        if (budget?.IsBraking == true)
        {
            // In the status, for the bar that PowerShell 7 shows has no place for the current operation.
            status += Messages.Braking;
        }

        var record = new ProgressRecord(ActivityId, activity, status);
        // Also before the total is known: the pace is learned from the beginning.
        var left = _timeLeft.Reckon(_done, _total ?? _done);
        if (_total is > 0 and var known)
        {
            record.PercentComplete = (int)(100L * _done / known);
            record.SecondsRemaining = left is { } time ? (int)Math.Min(int.MaxValue, time.TotalSeconds) : -1;
        }

        return record;
    }
}
