using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AksExtensions.Arm;
using AksExtensions.Settings;
using Azure.Identity;

namespace AksExtensions.Azure;

/// <summary>A service principal's certificate from a PEM or PFX file.</summary>
internal static class ServicePrincipalCertificate
{
    /// <summary>Creates the credential.</summary>
    /// <exception cref="AksExtensionException"><c>ConnectionInvalid</c>.</exception>
    public static TokenCredential Create(SignIn signIn, ClientCertificateCredentialOptions options)
    {
        var path = signIn.CertificatePath!;
        var password = signIn.CertificatePassword?.Reveal();
        try
        {
            // The content decides, because a mounted secret has no file extension, and both .crt and .cer are used for PEM.
            var bytes = LocalFile.Read(path, (detail, failure) => Invalid(path, detail, failure), detail => Invalid(path, detail, null));
            var text = Encoding.Latin1.GetString(bytes);
            var certificate = !text.Contains("-----BEGIN ", StringComparison.Ordinal)
                // The key is not stored in a key store, if the system supports that.
                ? new X509Certificate2(bytes, password, OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet)
                : password is null ? X509Certificate2.CreateFromPem(text, text) : X509Certificate2.CreateFromEncryptedPem(text, text, password);
            return certificate.HasPrivateKey
                ? new ClientCertificateCredential(signIn.TenantId, signIn.ClientId, certificate, options)
                : throw Invalid(path, "has no private key", null);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, $"cannot be read: {failure.Message.TrimEnd('.')}", failure);
        }
    }

    private static AksExtensionException Invalid(string path, string detail, Exception? inner) => Errors.ConnectionInvalid(
        $"The certificate '{path}' {detail}.", "Give a PEM or PFX file with the certificate and its private key, and -CertificatePassword if it has one.", inner);
}
