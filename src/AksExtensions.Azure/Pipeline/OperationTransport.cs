using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// Lets Azure.Core's operation types send through the ARM client's pipeline with a cancellation token and a scope: rehydrating an
/// operation takes neither, and a poll that cannot be stopped would outlive Ctrl+C.
/// </summary>
internal sealed class OperationTransport(HttpPipeline pipeline, CommandScope scope, CancellationToken cancellationToken)
    : HttpPipelineTransport
{
    /// <summary>The last answer; null when there was none to the last request.</summary>
    public Response? Answer { get; private set; }

    public override Request CreateRequest() => pipeline.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("This module sends asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        message.Request.Headers.SetValue("Accept", "application/json");
        scope.Join(message);
        Answer = null;
        await pipeline.SendAsync(message, cancellationToken);
        Answer = message.Response;
    }
}
