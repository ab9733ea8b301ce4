namespace AksExtensions.DesiredState;

/// <summary>Writes the lines of a plan.</summary>
internal static class PlanText
{
    private const int LongestValue = 200;

    /// <summary>The lines of one instance; none when it is in sync.</summary>
    public static IEnumerable<string> Lines(PlannedInstance instance) => Lines(instance.Label, instance.ExtensionType, instance.Verdict);

    /// <summary>The lines of one instance; none when it is in sync.</summary>
    /// <param name="label">Name, cluster and group.</param>
    /// <param name="type">The type of extension.</param>
    /// <param name="verdict">The verdict.</param>
    public static IEnumerable<string> Lines(string label, string? type, Verdict verdict)
    {
        if (Head(label, type, verdict) is not { } head)
        {
            yield break;
        }

        yield return head;
        foreach (var difference in verdict.Differences.Where(difference => difference.Property != "type" || difference.Actual is not null))
        {
            yield return $"    {DocumentText.Shown(difference.ToString(), LongestValue)}";
        }
    }

    /// <summary>The line of a value that the type adds to a change.</summary>
    /// <param name="added">The key and the value.</param>
    public static string Added(string added) => $"    {DocumentText.Shown(added, LongestValue)} (added for the type)";

    /// <summary>The last line.</summary>
    public static string Summary(IEnumerable<Verdict> verdicts)
    {
        var (create, update, remove, inSync) = (0, 0, 0, 0);
        foreach (var verdict in verdicts)
        {
            create += verdict.Action is DesiredAction.Create or DesiredAction.Replace ? 1 : 0;
            update += verdict.Action is DesiredAction.Update ? 1 : 0;
            remove += verdict.Action is DesiredAction.Remove or DesiredAction.Replace ? 1 : 0;
            inSync += verdict.Status is DriftStatus.InSync ? 1 : 0;
        }

        return $"Plan: {create} to create, {update} to update, {remove} to remove, {inSync} in sync.";
    }

    /// <summary>The instances that the last line does not count; null when there are none.</summary>
    public static string? Rest(IEnumerable<Verdict> verdicts)
    {
        var (blocked, unexpected, waiting, left) = (0, 0, 0, 0);
        foreach (var verdict in verdicts.Where(verdict => verdict.Status != DriftStatus.InSync))
        {
            blocked += verdict.Action == DesiredAction.Blocked ? 1 : 0;
            waiting += verdict.IsUnderWay ? 1 : 0;
            unexpected += verdict is { Status: DriftStatus.Unexpected, Action: DesiredAction.None, IsUnderWay: false } ? 1 : 0;
            left += verdict is { Status: DriftStatus.Different, Action: DesiredAction.None, IsUnderWay: false } ? 1 : 0;
        }

        (int Count, string What)[] parts = [(blocked, "blocked"), (waiting, "still running"), (unexpected, "unexpected (-Prune removes them)"), (left, "that Azure cannot change")];
        return parts.Any(part => part.Count > 0)
            ? $"Not changed: {string.Join(", ", parts.Where(part => part.Count > 0).Select(part => $"{part.Count} {part.What}"))}."
            : null;
    }

    private static string? Head(string label, string? type, Verdict verdict) => verdict.Action switch
    {
        DesiredAction.Create when verdict.Status == DriftStatus.Missing => $"+ create {label}: {type}",
        DesiredAction.Create => $"+ create {label} again: {verdict.Detail}",
        DesiredAction.Update => $"~ update {label}",
        DesiredAction.Remove => $"- remove {label}: {type}",
        DesiredAction.Replace => $"-/+ replace {label}",
        DesiredAction.Blocked => $"! blocked {label}: {verdict.Detail}",
        _ => verdict.Status == DriftStatus.InSync ? null : $"{(verdict.IsUnderWay ? ". wait for" : "! leave")} {label}: {verdict.Detail}",
    };
}
