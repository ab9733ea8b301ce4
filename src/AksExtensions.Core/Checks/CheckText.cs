using System.Globalization;

namespace AksExtensions.Checks;

/// <summary>The common formats of the checks.</summary>
internal static class CheckText
{
    /// <summary>A time in UTC, to the minute: clusters and readers can be in different time zones.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
