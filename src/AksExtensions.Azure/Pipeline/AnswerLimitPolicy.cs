using System.Buffers;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>An answer that is larger than any answer of Azure. A retry would get the same one.</summary>
internal sealed class AnswerTooLargeException(long limit)
    : Exception($"its body is larger than {limit / 1024 / 1024} MiB");

/// <summary>
/// Reads the body of every answer, up to the largest size that Azure could have sent. A body that unpacks to gigabytes, never ends or arrives
/// byte by byte must exhaust neither memory nor time.
/// </summary>
/// <param name="timeProvider">The clock.</param>
#pragma warning disable CA1001 // A semaphore whose wait handle is never used has nothing to dispose, and a policy has no end.
internal sealed class AnswerLimitPolicy(TimeProvider timeProvider) : HttpPipelinePolicy
#pragma warning restore CA1001
{
    /// <summary>The largest body, after unpacking. Resource Graph, which sends the largest pages, sends at most 16 MiB.</summary>
    public const long MostBytes = 32 * 1024 * 1024;

    /// <summary>How long an answer may take, from the request to the end of its body. Azure itself gives up after 60 seconds and says so (504).</summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(70);

    // A larger body waits for other large ones, so that a fleet does not hold many of them.
    private const long LargeBytes = 4 * 1024 * 1024;

    // A body that is discarded because it is too large is never copied.
    private const int PartBytes = 1024 * 1024;

    private readonly SemaphoreSlim _large = new(2);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("This module sends asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var start = timeProvider.GetTimestamp();
        await ProcessNextAsync(message, pipeline);
        if (message.HasResponse)
        {
            // The transport has the same limit for the headers.
            var left = LongestAnswer - timeProvider.GetElapsedTime(start);
            using var isOver = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, timeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(isOver.Token, message.CancellationToken);
            try
            {
                await BufferAsync(message.Response, MostBytes, _large, either.Token);
            }
            catch (OperationCanceledException) when (isOver.IsCancellationRequested && !message.CancellationToken.IsCancellationRequested)
            {
                throw new TaskCanceledException($"The answer took longer than {LongestAnswer.TotalSeconds:0} s.");
            }
        }
    }

    /// <summary>Replaces the body of an answer by one in memory.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="mostBytes">The largest body.</param>
    /// <param name="large">Makes a large body wait for others; null when there are no others.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="AnswerTooLargeException">It is larger.</exception>
    public static async Task BufferAsync(Response response, long mostBytes, SemaphoreSlim? large, CancellationToken cancellationToken)
    {
        if (response.ContentStream is not { CanSeek: false } body)
        {
            return;
        }

        List<byte[]> parts = [];
        var (length, isLarge) = (0L, false);
        try
        {
            await using (body)
            {
                while (true)
                {
                    var at = (int)(length % PartBytes);
                    if (at == 0)
                    {
                        parts.Add(ArrayPool<byte>.Shared.Rent(PartBytes));
                    }

                    var count = await body.ReadAsync(parts[^1].AsMemory(at, PartBytes - at), cancellationToken);
                    if (count == 0)
                    {
                        break;
                    }

                    length += count;
                    if (length > mostBytes)
                    {
                        throw new AnswerTooLargeException(mostBytes);
                    }

                    if (!isLarge && large is not null && length > LargeBytes)
                    {
                        await large.WaitAsync(cancellationToken);
                        isLarge = true;
                    }
                }
            }

            response.ContentStream = Join(parts, (int)length);
        }
        finally
        {
            parts.ForEach(part => ArrayPool<byte>.Shared.Return(part));
            if (isLarge)
            {
                large!.Release();
            }
        }
    }

    // Readable in one piece, as readers of answers need it.
    private static MemoryStream Join(List<byte[]> parts, int length)
    {
        var whole = new byte[length];
        for (var at = 0; at < length; at += PartBytes)
        {
            parts[at / PartBytes].AsSpan(0, Math.Min(PartBytes, length - at)).CopyTo(whole.AsSpan(at));
        }

        return new(whole, 0, length, writable: false, publiclyVisible: true);
    }
}
