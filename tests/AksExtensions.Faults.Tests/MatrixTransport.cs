using AksExtensions.Tests;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AksExtensions.Faults.Tests;

/// <summary>
/// Lets virtual time stand still while a request and its body are in flight, and stops a client that reads more than anybody should: without
/// that, a fault of the product would take all memory of the machine.
/// </summary>
internal sealed class MatrixTransport(HttpPipelineTransport inner, FleetTime time) : HttpPipelineTransport
{
    private const long MostBytes = 160 * 1024 * 1024;

    /// <summary>Whether a body was read beyond all measure.</summary>
    public bool WasUnbounded { get; private set; }

    public void Reset() => WasUnbounded = false;

    public override Request CreateRequest() => inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("This module sends asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        time.Enter();
        var isHandedOver = false;
        try
        {
            await inner.ProcessAsync(message);
            if (message.Response.ContentStream is { } content)
            {
                message.Response.ContentStream = new Body(this, content, time);
                isHandedOver = true;
            }
        }
        finally
        {
            if (!isHandedOver)
            {
                time.Leave();
            }
        }
    }

    /// <summary>A body on its way.</summary>
    private sealed class Body(MatrixTransport transport, Stream content, FleetTime time) : Stream
    {
        private long _read;
        private int _isOver;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Count(content.Read(buffer, offset, count));

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            await ReadAsync(buffer.AsMemory(offset, count), cancellationToken);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return Count(await content.ReadAsync(buffer, cancellationToken));
            }
            catch
            {
                Over();
                throw;
            }
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            content.Dispose();
            Over();
            base.Dispose(disposing);
        }

        private int Count(int length)
        {
            _read += length;
            if (length == 0)
            {
                Over();
            }
            else if (_read > MostBytes)
            {
                transport.WasUnbounded = true;
                throw new NotSupportedException("The client reads without a bound.");
            }

            return length;
        }

        private void Over()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                time.Leave();
            }
        }
    }
}
