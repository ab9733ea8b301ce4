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
    /// <summary>Whether there was an answer.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The last answer's x-ms-request-id; null when there was none.</summary>
    public string? RequestId { get; private set; }

    public override Request CreateRequest() => pipeline.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("This module sends asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        message.Request.Headers.SetValue("Accept", "application/json");
        scope.Join(message);
        IsAnswered = false;
        await pipeline.SendAsync(message, cancellationToken);
        IsAnswered = true;
        RequestId = message.Response.RequestId();
    }
}
