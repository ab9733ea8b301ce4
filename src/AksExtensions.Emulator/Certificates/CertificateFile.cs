using System.Security.Cryptography.X509Certificates;

namespace AksExtensions.Emulator.Certificates;

/// <summary>
/// The authority's certificate as a PEM file for clients, deleted when the emulator stops. An emulator that is killed cannot delete its file, so
/// the next one does. A running emulator holds its file open, which ends with the process.
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
    /// <param name="path">The path; null creates a file in the folder for temporary files.</param>
    /// <param name="temporary">The folder for temporary files; null uses that of the system.</param>
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
            // Never writes to a temporary file that another process created first.
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
        // A file that was just written may not be open yet.
        var latest = DateTime.UtcNow.AddSeconds(-10);
        foreach (var file in Directory.EnumerateFiles(folder, TemporaryName + "*.pem"))
        {
            try
            {
                if (File.GetLastWriteTimeUtc(file) > latest)
                    continue;
                using (new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None))
                {
                    // No process has it open.
                }

                Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its emulator is running, or the file belongs to another user.
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
            // A file that another process holds open must not make the stop fail. It contains no secret.
        }
    }
}
