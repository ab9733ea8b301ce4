using System.Text;

namespace AksExtensions.Settings;

/// <summary>Reads a small file that a person named, and tells how its text is encoded.</summary>
internal static class LocalFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaximumBytes = 1024 * 1024;

    /// <summary>Reads a file of at most <see cref="MaximumBytes"/>. It may hold secrets: clear it after use.</summary>
    /// <param name="path">The file, as a full path of the file system.</param>
    /// <param name="unreadable">The error for a file that does not exist or cannot be read: how it continues after the file's name, and why.</param>
    /// <param name="tooLarge">The error for a larger file: how it continues after the file's name.</param>
    public static byte[] Read(
        string path, Func<string, Exception?, AksExtensionException> unreadable, Func<string, AksExtensionException> tooLarge)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw unreadable("is a folder", null);
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // A pipe or a device has no length: read no more than is allowed, whatever it claims.
            var buffer = new byte[MaximumBytes + 1];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > MaximumBytes)
            {
                Array.Clear(buffer);
                throw tooLarge($"is larger than {MaximumBytes} bytes");
            }

            var bytes = buffer[..length];
            Array.Clear(buffer);
            return bytes;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw unreadable("does not exist", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw unreadable($"cannot be read: {failure.Message.TrimEnd('.')}", failure);
        }
    }

    /// <summary>The encoding of a text that is not UTF-8, by its byte order mark or the zeros between its letters; null when it may be UTF-8.</summary>
    /// <param name="bytes">The file.</param>
    /// <returns>Its name, and what Get-Content calls it.</returns>
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
