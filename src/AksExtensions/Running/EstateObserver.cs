using AksExtensions.Arm;
using AksExtensions.Estate;
using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>Reports what a search of the estate left out or waits for.</summary>
internal sealed class EstateObserver(CommandSink sink) : IEstateObserver
{
    private bool _hasWarned;

    public void OnPaused(TimeSpan pause)
    {
        if (ArmPause.IsLong(pause))
        {
            sink.Warn(Messages.EstatePaused(pause));
        }
        else
        {
            sink.Verbose(Messages.EstatePaused(pause));
        }
    }

    public void OnTruncated() => sink.Warn(Messages.EstateTruncated);

    public void OnSubscriptionLimitHit() => sink.Warn(Messages.EstateSubscriptionLimit);

    public void OnUnknown(string id)
    {
        // There can be thousands of the same kind, so one warning is enough.
        Action<string> tell = _hasWarned ? sink.Verbose : sink.Warn;
        _hasWarned = true;
        tell(Messages.EstateUnknown(id));
    }
}
