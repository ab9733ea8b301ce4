using System.Text;

namespace AksExtensions.Settings;

/// <summary>Reads a small file, and recognizes the encoding of its text.</summary>
internal static class LocalFile
{
    /// <summary>The maximum size of a file, in bytes.</summary>
    public const int MaximumBytes = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Reads a file of up to <see cref="MaximumBytes"/>. It can contain secrets: clear it after use.</summary>
    /// <param name="path">The file, as a full path of the file system.</param>
    /// <param name="unreadable">Creates the error for a file that does not exist or cannot be read, from the text after the file's name and the cause.</param>
    /// <param name="tooLarge">Creates the error for a larger file, from the text after the file's name.</param>
    public static byte[] Read(
        string path, Func<string, Exception?, AksExtensionException> unreadable, Func<string, AksExtensionException> tooLarge)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw unreadable("is a folder", null);
            }

            return InTime(() => ReadAll(path)) ?? throw tooLarge($"is larger than {MaximumBytes} bytes");
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw unreadable("does not exist", failure);
        }
        catch (TimeoutException failure)
        {
            throw unreadable($"cannot be read within {Patience.TotalSeconds:0} seconds; a pipe or a device is not a file", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw unreadable($"cannot be read: {failure.Message.TrimEnd('.')}", failure);
        }
    }

    // A pipe or a device has no length, so no more than the maximum is read. Null when there is more.
    private static byte[]? ReadAll(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[MaximumBytes + 1];
        try
        {
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length > MaximumBytes ? null : buffer[..length];
        }
        finally
        {
            Array.Clear(buffer);
        }
    }

    // Opening a pipe that nobody writes to never returns, and nothing can interrupt it; so a thread that ends with the process opens it.
    private static byte[]? InTime(Func<byte[]?> read)
    {
        var result = new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                result.SetResult(read());
            }
            catch (Exception failure)
            {
                result.SetException(failure);
            }
        })
        { IsBackground = true };
        thread.Start();
        return result.Task.WaitAsync(Patience).GetAwaiter().GetResult();
    }

    /// <summary>Recognizes an encoding other than UTF-8 by its byte order mark, or by zeros between the letters; null when the text might be UTF-8.</summary>
    /// <param name="bytes">The file.</param>
    /// <returns>The name, and the name for Get-Content.</returns>
    public static (string Name, string PowerShellName)? ForeignEncoding(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF32.Preamble))
        {
            return ("UTF-32", "utf32");
        }

        if (bytes.StartsWith<byte>([0, 0, 0xFE, 0xFF]))
        {
            return ("UTF-32", "bigendianutf32");
        }

        // The first characters of JSON and PEM are ASCII, so in UTF-16 one byte of each pair is zero.
        return bytes.StartsWith(Encoding.Unicode.Preamble) || bytes is [not 0, 0, ..] ? ("UTF-16", "unicode")
            : bytes.StartsWith(Encoding.BigEndianUnicode.Preamble) || bytes is [0, not 0, ..] ? ("UTF-16", "bigendianunicode")
            : null;
    }
}
