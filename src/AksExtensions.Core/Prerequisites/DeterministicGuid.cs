using System.Security.Cryptography;
using System.Text;

namespace AksExtensions.Prerequisites;

/// <summary>
/// A GUID that follows from texts: version 5 (RFC 9562) in the namespace of the template function <c>guid()</c>, so that Bicep computes the same one
/// from the same texts. ARM ignores the case of IDs, so they are compared in lower case.
/// </summary>
internal static class DeterministicGuid
{
    private static readonly byte[] Namespace = new Guid("11fb06fb-712d-4ddd-98c7-e71bbd588830").ToByteArray(bigEndian: true);

    /// <summary>The GUID of texts, in the usual format.</summary>
    public static string Create(params string[] texts)
    {
#pragma warning disable CA1308 // GUIDs and IDs are written in lower case.
        var text = Encoding.UTF8.GetBytes(string.Join('-', texts).ToLowerInvariant());
#pragma warning restore CA1308
#pragma warning disable CA5350 // The standard requires SHA-1, and nothing is protected by it.
        var bytes = SHA1.HashData([.. Namespace, .. text]).AsSpan(0, 16);
#pragma warning restore CA5350
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x50);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
