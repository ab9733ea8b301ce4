using System.Globalization;
using AksExtensions.Fleet;

namespace AksExtensions.Pipeline;

/// <summary>One progress bar for a command on many targets: how many are done, running, failed and left, and what slows the command down.</summary>
/// <param name="sink">The connection to PowerShell.</param>
/// <param name="activity">The command's name.</param>
/// <param name="total">The number of targets; null when it is unknown until the input has ended.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="budget">The budget of requests; null when there is none.</param>
internal sealed class FleetProgress(CommandSink sink, string activity, int? total, TimeProvider timeProvider, ArmBudget? budget)
{
    // The bars of single operations count from 1.
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
    private bool _isSplit;

    /// <summary>Whether there are several targets, which share one bar.</summary>
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

    /// <summary>The number of targets that are done, of those that failed, and whether these are all targets.</summary>
    public (int Done, int Failed, bool IsAll) Ended
    {
        get
        {
            lock (_gate)
            {
                return (_done, _failed, _done == _total);
            }
        }
    }

    /// <summary>Adds a target.</summary>
    public void Added()
    {
        lock (_gate)
        {
            _added++;
            Show();
        }
    }

    /// <summary>Counts the parts of the only target instead of the target, when it is known how many there are.</summary>
    /// <param name="parts">The number of further parts.</param>
    public void Split(int parts)
    {
        lock (_gate)
        {
            if (!_isSplit)
            {
                _isSplit = true;
                _added--;
                _started--;
            }

            _added += parts;
            _total = _total is null ? null : _added;
            Show();
        }
    }

    /// <summary>Reports that work on a target has started.</summary>
    public void Started()
    {
        lock (_gate)
        {
            _started++;
            Show();
        }
    }

    /// <summary>Reports that a target is done.</summary>
    /// <param name="failed">Whether it failed.</param>
    /// <param name="isPart">Whether it is one of the parts that are counted instead of the target.</param>
    public void Done(bool failed, bool isPart = false)
    {
        lock (_gate)
        {
            if (_isSplit && !isPart)
            {
                return;
            }

            _done++;
            _failed += failed ? 1 : 0;
            Show();
        }
    }

    /// <summary>Reports that the input has ended.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _total = _added;
            // Shown even shortly after the last update, because nothing else might happen for a long time until the first target is done.
            Show(atOnce: true);
        }
    }

    /// <summary>Updates what slows the command down.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            Show();
        }
    }

    /// <summary>Removes the bar.</summary>
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
            // In the status, because the bar of PowerShell 7 does not show the current operation.
            status += Messages.Braking;
        }

        var record = new ProgressRecord(ActivityId, activity, status);
        // Also before the total is known, to measure the pace from the beginning.
        var left = _timeLeft.Reckon(_done, _total ?? _done);
        if (_total is > 0 and var known)
        {
            record.PercentComplete = (int)(100L * _done / known);
            record.SecondsRemaining = left is { } time ? (int)Math.Min(int.MaxValue, time.TotalSeconds) : -1;
        }

        return record;
    }
}
