namespace AksExtensions.DesiredState;

/// <summary>Why the next ring must wait.</summary>
/// <param name="Reason">What it waits for, and until when if that is known.</param>
/// <param name="Until">When the wait ends if nothing changes; null when that is not known.</param>
internal sealed record RingHold(string Reason, DateTimeOffset? Until = null);

/// <summary>
/// Decides whether the next ring can begin: every instance of this ring is in sync and healthy, and its last change is older than the soak. The
/// state of the rollout is in Azure; nothing is kept between runs.
/// </summary>
internal static class RingGate
{
    private const int MostNames = 3;

    /// <summary>Why the next ring must wait; null when it can begin.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="instances">Its instances.</param>
    /// <param name="now">The current time.</param>
    public static RingHold? Of(BaselineRing ring, IReadOnlyCollection<PlannedInstance> instances, DateTimeOffset now)
    {
        var notInSync = instances.Where(instance => instance.Verdict.Status is not (DriftStatus.InSync or DriftStatus.Unexpected)).ToList();
        if (notInSync.Count > 0)
        {
            return new($"Ring '{ring.Name}' is not in sync: {Some(notInSync, instance => $"{instance.Label} is {instance.Verdict.Status}")}.");
        }

        var ailing = instances.Where(instance => instance.Ailment is not null && instance.Verdict.Status == DriftStatus.InSync).ToList();
        if (ailing.Count > 0)
        {
            return new($"Ring '{ring.Name}' is not healthy: {Some(ailing, instance => $"{instance.Label}, {Line(instance.Ailment!)}")}.");
        }

        var last = ring.Soak > TimeSpan.Zero ? instances.Where(instance => instance.Verdict.Status == DriftStatus.InSync).Max(instance => instance.LastModified) : null;
        return last is { } changed && changed + ring.Soak > now
            ? new($"Ring '{ring.Name}' soaks for {Durations.Text(ring.Soak)}, until {Time(changed + ring.Soak)}.", changed + ring.Soak)
            : null;
    }

    /// <summary>Formats a point in time for display.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);

    private static string Some(List<PlannedInstance> instances, Func<PlannedInstance, string> text) =>
        string.Join("; ", instances.Take(MostNames).Select(text)) + (instances.Count > MostNames ? $"; and {instances.Count - MostNames} more" : null);

    // The detail of a check can have many lines.
    private static string Line(string text) => text.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.');
}
