using System.Globalization;

namespace AksExtensions.Checks;

/// <summary>How the checks write things.</summary>
internal static class CheckText
{
    /// <summary>A time, to the minute, UTC: several clusters may be in several zones, and so may their readers.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
