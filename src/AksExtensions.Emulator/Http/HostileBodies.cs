using System.IO.Compression;
using System.Text;

namespace AksExtensions.Emulator.Http;

/// <summary>Sends bodies that a client must not read to their end.</summary>
internal static class HostileBodies
{
    private const int BombParts = 256;
    private const int BombPartLength = 16 * 1024 * 1024;

    // Spaces are valid JSON so far, so a parser has no reason to stop.
    private static readonly Lazy<byte[]> BombPart = new(CreateBombPart);
    private static readonly byte[] Filling = Encoding.ASCII.GetBytes(new string('a', 64 * 1024));

    /// <summary>Announces the whole body and sends one byte of it a second.</summary>
    public static async Task DripAsync(
        HttpContext http, ArmResponse response, Func<CancellationToken, Task> second, CancellationToken cancellation)
    {
        ResponseWriter.Start(http, response);
        for (var at = 0; at < response.Body.Length; at++)
        {
            await http.Response.BodyWriter.WriteAsync(response.Body.Slice(at, 1), cancellation);
            await second(cancellation);
        }
    }

    /// <summary>Sends a JSON string without an end, until the client disconnects.</summary>
    public static async Task EndlessAsync(HttpContext http, ArmResponse response, CancellationToken cancellation)
    {
        StartWithoutLength(http, response);
        await http.Response.BodyWriter.WriteAsync("""{"value":[{"name":" """u8.ToArray(), cancellation);
        while (!(await http.Response.BodyWriter.WriteAsync(Filling, cancellation)).IsCompleted)
        {
            // Only the client limits the pace.
        }
    }

    /// <summary>Sends gzip that unpacks to a thousand times its size, whether the client accepts gzip or not.</summary>
    public static async Task BombAsync(HttpContext http, ArmResponse response, CancellationToken cancellation)
    {
        StartWithoutLength(http, response);
        http.Response.Headers.ContentEncoding = "gzip";
        for (var part = 0; part < BombParts; part++)
            await http.Response.BodyWriter.WriteAsync(BombPart.Value, cancellation);
    }

    private static void StartWithoutLength(HttpContext http, ArmResponse response)
    {
        ResponseWriter.Start(http, response);
        http.Response.ContentLength = null;
        http.Response.ContentType = "application/json; charset=utf-8";
    }

    private static byte[] CreateBombPart()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            var blanks = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
            for (var length = 0; length < BombPartLength; length += blanks.Length)
                gzip.Write(blanks);
        }

        return packed.ToArray();
    }
}
