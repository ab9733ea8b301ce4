using System.Globalization;

namespace AksExtensions.Azure.Pipeline;

/// <summary>Reads from the headers of an answer when to send the next request.</summary>
internal static class AnswerHeaders
{
    /// <summary>The remaining requests of a subscription; null when the answer does not say.</summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling</remarks>
    public static int? Remaining(Response response, string requests) =>
        response.Headers.TryGetValue("x-ms-ratelimit-remaining-subscription-" + requests, out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var left) ? left : null;

    /// <summary>The wait that an answer asks for, in seconds, milliseconds or as a date; null when it asks for none.</summary>
    public static TimeSpan? RetryAfter(Response response, TimeProvider timeProvider)
    {
        foreach (var header in (ReadOnlySpan<string>)["retry-after-ms", "x-ms-retry-after-ms"])
        {
            if (response.Headers.TryGetValue(header, out var text)
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds))
            {
                return Clamp(milliseconds / 1000);
            }
        }

        if (!response.Headers.TryGetValue("Retry-After", out var value))
        {
            return null;
        }

        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return Clamp(seconds);
        }

        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? Clamp((date - timeProvider.GetUtcNow()).TotalSeconds)
            : null;
    }

    // Headers are external data, so at most one hour is accepted.
    private static TimeSpan Clamp(double seconds) => TimeSpan.FromSeconds(double.IsNaN(seconds) ? 0 : Math.Clamp(seconds, 0, 3600));
}
