using System.Buffers;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>An answer that is larger than any that Azure sends. Asking again would get the same.</summary>
internal sealed class AnswerTooLargeException(long limit)
    : Exception($"its body is larger than {limit / 1024 / 1024} MiB");

/// <summary>
/// Reads the body of every answer, and no more of it than Azure could have sent: a body that unpacks to gigabytes, never ends or comes a byte
/// at a time must cost neither the memory of the machine nor the time of the command.
/// </summary>
/// <param name="timeProvider">The clock.</param>
#pragma warning disable CA1001 // A semaphore whose wait handle is never used has nothing to dispose, and a policy has no end.
internal sealed class AnswerLimitPolicy(TimeProvider timeProvider) : HttpPipelinePolicy
#pragma warning restore CA1001
{
    /// <summary>The largest body, after unpacking. A page of Resource Graph has some megabytes.</summary>
    public const long MostBytes = 64 * 1024 * 1024;

    /// <summary>How long a body may take. Azure.Core's own limit is as long and includes the wait for the headers, but goes by the system's clock.</summary>
    public static readonly TimeSpan LongestBody = TimeSpan.FromSeconds(100);

    // What is larger than this waits for the others of its size, so that a fleet does not hold many of them.
    private const long LargeBytes = 4 * 1024 * 1024;

    private readonly SemaphoreSlim _large = new(2);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("This module sends asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        if (message.HasResponse)
        {
            using var isOver = new CancellationTokenSource(LongestBody, timeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(isOver.Token, message.CancellationToken);
            try
            {
                await BufferAsync(message.Response, MostBytes, _large, either.Token);
            }
            catch (OperationCanceledException) when (isOver.IsCancellationRequested && !message.CancellationToken.IsCancellationRequested)
            {
                throw new TaskCanceledException($"The body of the answer took longer than {LongestBody.TotalSeconds:0} s.");
            }
        }
    }

    /// <summary>Replaces the body of an answer by one in memory.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="mostBytes">The largest body.</param>
    /// <param name="large">Lets a large body wait for others; null when there are no others.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="AnswerTooLargeException">It is larger.</exception>
    public static async Task BufferAsync(Response response, long mostBytes, SemaphoreSlim? large, CancellationToken cancellationToken)
    {
        if (response.ContentStream is not { CanSeek: false } body)
        {
            return;
        }

        var buffer = new MemoryStream();
        var chunk = ArrayPool<byte>.Shared.Rent(64 * 1024);
        var isLarge = false;
        try
        {
            await using (body)
            {
                for (int count; (count = await body.ReadAsync(chunk, cancellationToken)) > 0;)
                {
                    if (buffer.Length + count > mostBytes)
                    {
                        throw new AnswerTooLargeException(mostBytes);
                    }

                    if (!isLarge && large is not null && buffer.Length + count > LargeBytes)
                    {
                        await large.WaitAsync(cancellationToken);
                        isLarge = true;
                    }

                    buffer.Write(chunk, 0, count);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
            if (isLarge)
            {
                large!.Release();
            }
        }

        buffer.Position = 0;
        response.ContentStream = buffer;
    }
}
