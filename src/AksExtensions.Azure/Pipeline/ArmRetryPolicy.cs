using System.Globalization;
using AksExtensions.Fleet;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// Sends requests again that ARM could not answer. All requests of this module can be repeated: GET, PUT, PATCH and DELETE describe the desired
/// state, and a POST only reads. Azure.Core's policy does the same, but waits on the system clock. This one waits on a TimeProvider, and
/// distinguishes faults, which are retried a few times, from throttling, which is waited for.
/// </summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="pacing">Makes each attempt wait for its turn; null for no budget. It comes before the sign-in, because a token could expire
/// during a long wait.</param>
/// <param name="isPatient">Whether to send requests again that ARM could not answer.</param>
internal sealed class ArmRetryPolicy(TimeProvider timeProvider, PacingPolicy? pacing = null, bool isPatient = true) : HttpPipelinePolicy
{
    /// <summary>The message property that marks that an earlier attempt might have arrived although it had no valid answer.</summary>
    public const string MayHaveArrived = "AksExtensions.MayHaveArrived";

    /// <summary>The number of retries of a fault. Bursts of four 504s were recorded.</summary>
    public const int MaximumRetries = 5;

    /// <summary>The number of retries of a read that was not answered in time. Each costs more than all waits after other faults.</summary>
    /// <remarks>A change is not retried: it could have ended by then and would start a second time.</remarks>
    public const int MaximumTimeouts = 1;

    /// <summary>The maximum wait before a retry of a fault, whatever the answer asks, because it is not reported.</summary>
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
            var asked = failure is null ? AnswerHeaders.RetryAfter(message.Response, timeProvider) : null;
            // A refusal that asks for an immediate retry would be retried forever.
            var delay = throttled && asked == TimeSpan.Zero ? Backoff(attempt)
                : !throttled && asked > FaultPatience ? FaultPatience
                : asked ?? Backoff(attempt);
            var again = isPatient && (throttled
                ? timeProvider.GetElapsedTime(start) + delay <= ArmBudget.Patience
                : (failure is not null || message.Response.Status is 408 or 500 or 502 or 503 or 504) && ++faults <= MostRetries(message, failure));
            if (!again)
            {
                if (failure is not null)
                {
                    // Rethrown with its stack, which shows where the network failed.
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
                }

                return;
            }

            if (!throttled && Transports.MayHaveSent(failure))
            {
                message.SetProperty(MayHaveArrived, true);
            }

            var reason = throttled ? PacingPolicy.Throttling
                : failure is null ? string.Create(CultureInfo.InvariantCulture, $"Azure answered HTTP {message.Response.Status}")
                : "Azure did not answer";
            if (failure is null)
            {
                message.Response.Dispose();
            }

            // With a budget, Retry-After pauses the whole subscription there, and not only this request.
            var isHeldBack = throttled && pacing is not null && PacingPolicy.Counts(message);
            if (!isHeldBack)
            {
                CommandScope.Of(message)?.Pausing(null, delay, reason, timeProvider);
                await Task.Delay(delay, timeProvider, message.CancellationToken);
            }
        }
    }

    // Jitter prevents a thousand clusters that failed together from retrying together.
    private static TimeSpan Backoff(int attempt)
    {
#pragma warning disable CA5394 // Jitter does not need cryptographic randomness.
        var delay = FirstDelay * Math.Pow(2, Math.Min(attempt, 10)) * (0.8 + (Random.Shared.NextDouble() * 0.4));
#pragma warning restore CA5394
        return delay < LongestDelay ? delay : LongestDelay;
    }

    private static int MostRetries(HttpMessage message, Exception? failure) => failure is not TaskCanceledException ? MaximumRetries
        : message.Request.Method.Method is "GET" or "HEAD" or "POST" ? MaximumTimeouts
        : 0;

    private static bool IsNetworkFault(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        // Invalid data is a body that cannot be unpacked, because it is incomplete or does not come from ARM.
        && (failure is IOException or InvalidDataException or TaskCanceledException
            || (failure is RequestFailedException { Status: 0 } && !Transports.IsCertificateFailure(failure) && ErrorMapper.FindFinal(failure) is null));
}
