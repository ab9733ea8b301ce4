using System.Collections.Concurrent;
using AksExtensions.Tests;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Tests;

/// <summary>Counts what is sent and what comes back, and lets virtual time stand still meanwhile. Reads each answer's body to its end.</summary>
internal sealed class CountingTransport(HttpPipelineTransport inner, FleetTime time) : HttpPipelineTransport
{
    private readonly ConcurrentDictionary<(string Method, int Status), int> _answers = new();

    /// <summary>How many requests were answered so, 0 for those that had no answer.</summary>
    public int Count(Func<string, int, bool> which) => _answers.Where(answer => which(answer.Key.Method, answer.Key.Status)).Sum(answer => answer.Value);

    public override Request CreateRequest() => inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("This module sends asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var status = 0;
        time.Enter();
        try
        {
            await inner.ProcessAsync(message);
            if (message.Response.ContentStream is { } content)
            {
                var buffer = new MemoryStream();
                await content.CopyToAsync(buffer, message.CancellationToken);
                buffer.Position = 0;
                await content.DisposeAsync();
                message.Response.ContentStream = buffer;
            }

            status = message.Response.Status;
        }
        finally
        {
            _answers.AddOrUpdate((message.Request.Method.Method, status), 1, (_, count) => count + 1);
            time.Leave();
        }
    }
}
