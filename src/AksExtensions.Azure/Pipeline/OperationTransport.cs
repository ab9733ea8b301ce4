using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// Sends requests of Azure.Core's operation types through the ARM client's pipeline, with a cancellation token and a scope. Rehydration accepts
/// neither, and a poll that cannot be stopped would outlive Ctrl+C.
/// </summary>
internal sealed class OperationTransport(HttpPipeline pipeline, CommandScope scope, CancellationToken cancellationToken)
    : HttpPipelineTransport
{
    /// <summary>The answer to the last request; null when there was none.</summary>
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
