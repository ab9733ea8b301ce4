using Azure.Core;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>Tells the observer of a message what was sent and what came back: method, path, status, time and request id.</summary>
internal sealed class ExchangePolicy(TimeProvider timeProvider) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("This module sends asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (CommandScope.Of(message)?.Observer is not { } observe)
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }

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
