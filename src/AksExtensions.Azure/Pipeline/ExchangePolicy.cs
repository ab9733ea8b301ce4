using AksExtensions.Arm;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// Reports each exchange to the observer of a message: method, path, status, duration and request ID; and calls back when a message is sent for the
/// first time.
/// </summary>
internal sealed class ExchangePolicy(TimeProvider timeProvider) : HttpPipelinePolicy
{
    /// <summary>The message property with the callback for when the message is sent.</summary>
    public const string OnSending = "AksExtensions.OnSending";

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("This module sends asynchronously only.");

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (message.TryGetProperty(OnSending, out var told) && told is Action onSending)
        {
            message.SetProperty(OnSending, string.Empty);
            onSending();
        }

        return CommandScope.Of(message)?.Observer is { } observe ? ObserveAsync(message, pipeline, observe) : ProcessNextAsync(message, pipeline);
    }

    private async ValueTask ObserveAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline, Action<ArmExchange> observe)
    {
        var start = timeProvider.GetTimestamp();
        var answered = false;
        try
        {
            await ProcessNextAsync(message, pipeline);
            answered = true;
        }
        finally
        {
            observe(new(
                message.Request.Method.Method,
                message.Request.Uri.Path,
                answered ? message.Response.Status : 0,
                timeProvider.GetElapsedTime(start),
                answered ? message.Response.RequestId() : null));
        }
    }
}
