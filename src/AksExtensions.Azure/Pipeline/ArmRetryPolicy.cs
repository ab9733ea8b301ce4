using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// Sends again what ARM could not answer. All requests of this module may be repeated: GET, PUT, PATCH and DELETE name the state that they
/// want, and the only POST is a query. Azure.Core's own policy does the same on the system's clock alone; this one waits on a TimeProvider, and tells a fault, which is
/// tried a few times, from throttling, which is waited out.
/// </summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="pacing">Lets each try wait for its turn; null when nobody counts. Here and not behind the sign-in, because a turn may be a long
/// time coming, and a token that was taken before might have ended by then.</param>
/// <param name="isPatient">Whether what ARM could not answer is sent again.</param>
internal sealed class ArmRetryPolicy(TimeProvider timeProvider, PacingPolicy? pacing = null, bool isPatient = true) : HttpPipelinePolicy
{
    /// <summary>The message property that says that an earlier try may have arrived although it had no good answer.</summary>
    public const string MayHaveArrived = "AksExtensions.MayHaveArrived";

    /// <summary>How often a fault is tried again. Bursts of four 504s were seen at the service.</summary>
    public const int MaximumRetries = 5;

    /// <summary>How long throttling is waited out before it becomes an error.</summary>
    public static readonly TimeSpan ThrottlingPatience = TimeSpan.FromMinutes(15);

    /// <summary>The longest that is waited before a fault is tried again, whatever the answer asks: nobody is told of it.</summary>
    public static readonly TimeSpan FaultPatience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("This module sends asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var start = timeProvider.GetTimestamp();
        var faults = 0;
        for (var attempt = 0; ; attempt++)
        {
            Exception? failure = null;
            try
            {
                await (pacing?.ProcessAsync(message, pipeline) ?? ProcessNextAsync(message, pipeline));
            }
            catch (Exception thrown) when (IsNetworkFault(thrown, message.CancellationToken))
            {
                failure = thrown;
            }

            if (failure is null && message.Response.Status < 400)
            {
                return;
            }

            var throttled = failure is null && message.Response.Status == 429;
            var asked = failure is null ? RetryAfter(message.Response, timeProvider) : null;
            // What is refused and yet asked to come back at once would come back without end.
            var delay = throttled && asked == TimeSpan.Zero ? Backoff(attempt)
                : !throttled && asked > FaultPatience ? FaultPatience
                : asked ?? Backoff(attempt);
            var again = isPatient && (throttled
                ? timeProvider.GetElapsedTime(start) + delay <= ThrottlingPatience
                : (failure is not null || message.Response.Status is 408 or 500 or 502 or 503 or 504) && ++faults <= MaximumRetries);
            if (!again)
            {
                if (failure is not null)
                {
                    // Rethrown as it was caught: its stack says where the network failed.
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
                }

                return;
            }

            if (!throttled)
            {
                message.SetProperty(MayHaveArrived, true);
            }

            if (failure is null)
            {
                message.Response.Dispose();
            }

            // With a budget, what Retry-After says holds back the whole subscription there, and not this request alone.
            var isHeldBack = throttled && pacing is not null && PacingPolicy.Counts(message);
            await Task.Delay(isHeldBack ? TimeSpan.Zero : delay, timeProvider, message.CancellationToken);
        }
    }

    /// <summary>What an answer asks to wait: seconds, milliseconds or a date; null when it asks nothing.</summary>
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

    // A header is data from outside: an hour is the longest that is believed.
    private static TimeSpan Clamp(double seconds) => TimeSpan.FromSeconds(double.IsNaN(seconds) ? 0 : Math.Clamp(seconds, 0, 3600));

    // Jitter keeps a thousand clusters that failed together from coming back together.
    private static TimeSpan Backoff(int attempt)
    {
#pragma warning disable CA5394 // Jitter needs no cryptographic randomness.
        var delay = FirstDelay * Math.Pow(2, Math.Min(attempt, 10)) * (0.8 + (Random.Shared.NextDouble() * 0.4));
#pragma warning restore CA5394
        return delay < LongestDelay ? delay : LongestDelay;
    }

    private static bool IsNetworkFault(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        // Invalid data is a body that cannot be unpacked: half of it, or somebody else's.
        && (failure is IOException or InvalidDataException or TaskCanceledException
            || (failure is RequestFailedException { Status: 0 } && !Transports.IsCertificateFailure(failure)));
}
