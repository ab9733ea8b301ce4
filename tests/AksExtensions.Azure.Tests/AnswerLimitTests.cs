using System.Net;
using AksExtensions.Emulator.Faults;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>An answer costs no more memory and time than one of Azure could, whatever a server sends.</summary>
public sealed class AnswerLimitTests
{
    private static readonly ClusterReference Aks = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");
    private static readonly ExtensionReference Flux = new(Aks, "flux");

    [Theory]
    [InlineData(FaultAction.EndlessBody, FaultPlace.Look)]
    [InlineData(FaultAction.EndlessBody, FaultPlace.List)]
    [InlineData(FaultAction.GzipBomb, FaultPlace.Look)]
    [InlineData(FaultAction.GzipBomb, FaultPlace.List)]
    public async Task A_body_that_is_too_large_is_invalid_and_not_asked_for_again(FaultAction action, FaultPlace place)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();
        azure.Arm.Faults.Add(new() { Action = action, At = place });

        var failure = await azure.FailsAsync(nameof(Errors.AnswerInvalid), place == FaultPlace.List ? () => azure.ListAsync().AsTask() : azure.ShowAsync);

        Assert.Contains("larger than 32 MiB", failure.Message, StringComparison.Ordinal);
        Assert.Single(azure.Received);
    }

    [Fact]
    public async Task No_more_of_an_endless_body_is_read_than_Azure_could_send()
    {
        var body = new EndlessStream();
        using var handler = new AnswerHandler(_ => new(HttpStatusCode.OK) { Content = new StreamContent(body) });
        using var service = Services.Over(handler);

        await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(Flux, Stop));

        Assert.InRange(body.Position, 32 * 1024 * 1024, 33 * 1024 * 1024);
        Assert.True(body.IsDisposed);
    }

    [Fact]
    public async Task A_large_list_is_read()
    {
        // 8 MB: more than is read beside others.
        var filler = new string('x', 8000);
        var items = string.Join(',', Enumerable.Range(0, 1000).Select(number => $$$"""{"id":"/{{{number}}}","name":"e{{{number}}}","properties":{"x":"{{{filler}}}"}}"""));
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(200, $$"""{"value":[{{items}}]}"""));
        using var service = Services.Over(handler);

        var lists = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => service.Extensions.ListAsync(Aks, Stop).CountAsync(Stop).AsTask()));

        Assert.Equal([1000, 1000, 1000, 1000, 1000], lists);
    }

    [Fact]
    public async Task A_body_that_comes_a_byte_a_second_ends()
    {
        var time = new VirtualTime();
        using var handler = new AnswerHandler(_ => new(HttpStatusCode.OK) { Content = new StreamContent(new DripStream(time)) });
        using var service = Services.Over(handler, time: time);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(Flux, Stop));

        Assert.Equal(nameof(Errors.ServiceUnavailable), failure.ErrorId);
        Assert.Contains("in time", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, handler.Requests.Count);
        // Bytes that come while the end of the time is on its way to the request count too.
        Assert.InRange(time.Waited.TotalSeconds, 140, 165);
    }

    [Fact]
    public async Task A_body_that_comes_slowly_and_in_time_is_read()
    {
        var time = new VirtualTime();
        using var handler = new AnswerHandler(_ => new(HttpStatusCode.OK)
        {
            Content = new StreamContent(new DripStream(time, """{"name":"flux","properties":{"provisioningState":"Succeeded"}}""")),
        });
        using var service = Services.Over(handler, time: time);

        Assert.Equal("Succeeded", (await service.Extensions.GetAsync(Flux, Stop)).ProvisioningState);
        Assert.Single(handler.Requests);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A stream of the test that can only be read.</summary>
    private abstract class SourceStream : Stream
    {
        private long _position;

        public bool IsDisposed { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await FillAsync(buffer, cancellationToken);
            _position += count;
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected abstract Task<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken);

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }

    /// <summary>Gives blanks without end, as fast as they are read.</summary>
    private sealed class EndlessStream : SourceStream
    {
        protected override Task<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            buffer.Span.Fill((byte)' ');
            return Task.FromResult(buffer.Length);
        }
    }

    /// <summary>Gives one byte a second; blanks without end where it has no text.</summary>
    private sealed class DripStream(TimeProvider time, string? text = null) : SourceStream
    {
        protected override async Task<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (Position == text?.Length)
            {
                return 0;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            buffer.Span[0] = (byte)(text?[(int)Position] ?? ' ');
            return 1;
        }
    }
}
