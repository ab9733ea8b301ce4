using System.Security.Cryptography.X509Certificates;

namespace AksExtensions.Emulator.Certificates;

/// <summary>
/// The authority's certificate as a PEM file for clients; gone when the emulator stops. An emulator that is killed cannot delete its own, so
/// the next one does: a file whose emulator lives is held open, which the system ends with the process.
/// </summary>
internal sealed class CertificateFile : IDisposable
{
    private const string TemporaryName = "aksextensions-emulator-";

    private readonly FileStream _held;

    private CertificateFile(string path)
    {
        Path = path;
        _held = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
    }

    public string Path { get; }

    /// <summary>Writes the file.</summary>
    /// <param name="authority">The authority's certificate.</param>
    /// <param name="path">Where; null is a new file in the folder of temporary ones.</param>
    /// <param name="temporary">The folder of temporary files; null is the system's.</param>
    public static CertificateFile Write(X509Certificate2 authority, string? path, string? temporary = null)
    {
        temporary ??= System.IO.Path.GetTempPath();
        if (path is null)
            DeleteAbandoned(temporary);
        var full = path is null
            ? System.IO.Path.Combine(temporary, $"{TemporaryName}{Guid.NewGuid():N}.pem")
            : System.IO.Path.GetFullPath(path);
        var options = new FileStreamOptions
        {
            // A temporary name that somebody else made first is not ours to write to.
            Mode = path is null ? FileMode.CreateNew : FileMode.Create,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(full, options))
            writer.WriteLine(authority.ExportCertificatePem());
        return new CertificateFile(full);
    }

    public void Dispose()
    {
        _held.Dispose();
        Delete(Path);
    }

    private static void DeleteAbandoned(string folder)
    {
        // One that was written a moment ago may not be held yet.
        var latest = DateTime.UtcNow.AddSeconds(-10);
        foreach (var file in Directory.EnumerateFiles(folder, TemporaryName + "*.pem"))
        {
            try
            {
                if (File.GetLastWriteTimeUtc(file) > latest)
                    continue;
                using (new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None))
                {
                    // Nobody else has it open.
                }

                Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its emulator lives, or it is another user's.
            }
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that somebody holds open is not worth failing a stop for: it holds no secret.
        }
    }
}
