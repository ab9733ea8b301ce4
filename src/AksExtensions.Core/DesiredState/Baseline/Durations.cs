using System.Globalization;
using System.Text.RegularExpressions;

namespace AksExtensions.DesiredState;

/// <summary>Durations as people write them: <c>24h</c>, <c>30m</c>, <c>1d12h</c>.</summary>
internal static partial class Durations
{
    /// <summary>The longest duration that is accepted.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>The duration; null when the text is not a duration, or is longer than <see cref="Longest"/>.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success || text.Length == 0)
        {
            return null;
        }

        var seconds = Number(match, "d", 86_400) + Number(match, "h", 3_600) + Number(match, "m", 60) + Number(match, "s", 1);
        return seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>The duration in this notation.</summary>
    public static string Text(TimeSpan duration)
    {
        var parts = new[] { (duration.Days, "d"), (duration.Hours, "h"), (duration.Minutes, "m"), (duration.Seconds, "s") };
        var given = parts.Where(part => part.Item1 > 0).Select(part => part.Item1.ToString(CultureInfo.InvariantCulture) + part.Item2);
        return string.Concat(given) is { Length: > 0 } text ? text : "0s";
    }

    private static double Number(Match match, string unit, double seconds) =>
        match.Groups[unit].Success ? double.Parse(match.Groups[unit].Value, CultureInfo.InvariantCulture) * seconds : 0;

    [GeneratedRegex(@"^((?<d>[0-9]{1,6})d)?((?<h>[0-9]{1,6})h)?((?<m>[0-9]{1,6})m)?((?<s>[0-9]{1,9})s)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
