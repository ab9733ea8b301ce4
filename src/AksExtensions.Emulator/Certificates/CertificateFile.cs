using System.Security.Cryptography.X509Certificates;

namespace AksExtensions.Emulator.Certificates;

/// <summary>The authority's certificate as a PEM file for clients; gone when the emulator stops.</summary>
internal sealed class CertificateFile : IDisposable
{
    private CertificateFile(string path) => Path = path;

    public string Path { get; }

    public static CertificateFile Write(X509Certificate2 authority, string? path)
    {
        var full = path is null
            ? System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"aksextensions-emulator-{Guid.NewGuid():N}.pem")
            : System.IO.Path.GetFullPath(path);
        var options = new FileStreamOptions
        {
            // A temporary name that somebody else made first is not ours to write to.
            Mode = path is null ? FileMode.CreateNew : FileMode.Create,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(full, options);
        writer.WriteLine(authority.ExportCertificatePem());
        return new CertificateFile(full);
    }

    public void Dispose()
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that somebody holds open is not worth failing a stop for: it holds no secret.
        }
    }
}
