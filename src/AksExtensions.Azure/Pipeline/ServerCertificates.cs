using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace AksExtensions.Azure.Pipeline;

/// <summary>A server certificate that is not accepted, and the advice.</summary>
/// <param name="reason">The reason, as the end of "the certificate of HOST ...".</param>
/// <param name="action">What to do.</param>
internal sealed class CertificateRefusedException(string reason, string action) : AuthenticationException(reason)
{
    /// <summary>What to do.</summary>
    public string Action { get; } = action;
}

/// <summary>Decides whether the certificate of a server is accepted, and if not, determines the reason.</summary>
/// <param name="roots">Certificate authorities to trust in addition to those of the system.</param>
internal sealed class ServerCertificates(X509Certificate2Collection roots)
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string AlternativeNames = "2.5.29.17";

    private const string CheckHost = "Check the endpoint of Connect-AksExtension. A proxy or the name resolution of this computer can lead to another server.";
    private const string Renew = "Check the clock of this computer. If it is right, ask the owner of the server to renew the certificate.";
    private const string Reissue = "Ask the owner of the server for a certificate that today's rules allow.";

    private const string Trust = "If a proxy inspects TLS here, add its root certificate to the trust store of this computer, or name the file with "
        + "Connect-AksExtension -CertificateAuthority. Do the same for a private cloud or the emulator.";

    // Signature algorithms that are broken.
    private static readonly HashSet<string> WeakSignatures = new(StringComparer.Ordinal)
    {
        "1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1", "1.3.14.3.2.29",
    };

    /// <summary>The check, as <see cref="SslClientAuthenticationOptions"/> calls it.</summary>
    /// <exception cref="CertificateRefusedException">The certificate is not accepted.</exception>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            throw new CertificateRefusedException("is missing", CheckHost);
        }

        using var leaf = new X509Certificate2(certificate);
        // .NET and OpenSSL still use the name in the subject when nothing else names the host.
        if (!leaf.Extensions.Any(extension => extension.Oid?.Value == AlternativeNames))
        {
            throw new CertificateRefusedException("names its host only in the subject (CN), not as an alternative name", Reissue);
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            throw new CertificateRefusedException($"belongs to another name ({leaf.GetNameInfo(X509NameType.DnsName, forIssuer: false)})", CheckHost);
        }

        using var chain = new X509Chain();
        var isTrusted = !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors);
        if (!isTrusted)
        {
            if (roots.Count > 0)
            {
                chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.ChainPolicy.CustomTrustStore.AddRange(roots);
            }

            // As TLS requires: a certificate for clients is not valid for a server.
            chain.ChainPolicy.ApplicationPolicy.Add(new(ServerUsage));
            // A private authority rarely publishes revocation lists.
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            {
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
            }

            // The added authorities apply to what the system does not know, not to what it forbids.
            if (!chain.Build(leaf) || roots.Count == 0 || Flags(presented).HasFlag(X509ChainStatusFlags.Revoked))
            {
                throw Refused(leaf, Flags(chain) | (Flags(presented) & X509ChainStatusFlags.Revoked));
            }
        }

        // The signature of a root proves nothing and is not checked.
        var elements = (isTrusted ? presented : chain)?.ChainElements ?? Enumerable.Empty<X509ChainElement>();
        return elements.Any(element => IsWeak(element.Certificate) && element.Certificate.Subject != element.Certificate.Issuer) || IsWeak(leaf)
            ? throw new CertificateRefusedException("is signed with SHA-1 or MD5, which can be forged", Reissue)
            : true;
    }

    private static bool IsWeak(X509Certificate2 certificate) => WeakSignatures.Contains(certificate.SignatureAlgorithm.Value ?? string.Empty);

    private static X509ChainStatusFlags Flags(X509Chain? chain) =>
        (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);

    private static CertificateRefusedException Refused(X509Certificate2 leaf, X509ChainStatusFlags status) => status switch
    {
        _ when status.HasFlag(X509ChainStatusFlags.Revoked) => new("was revoked", "Do not connect. Ask the owner of the server for another certificate."),
        _ when status.HasFlag(X509ChainStatusFlags.NotTimeValid) => new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"is valid from {leaf.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} to {leaf.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, and not now"),
            Renew),
        _ when status.HasFlag(X509ChainStatusFlags.NotValidForUsage) => new("was not issued for a server", Reissue),
        _ when status.HasFlag(X509ChainStatusFlags.HasWeakSignature) => new("is signed with SHA-1 or MD5, which can be forged", Reissue),
        _ => new($"was issued by '{leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}', which is not trusted on this computer", Trust),
    };
}
