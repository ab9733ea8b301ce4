using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AksExtensions.Running;

/// <summary>Records the targets of a command, and warns about duplicates.</summary>
internal sealed class Duplicates(PSCmdlet cmdlet)
{
    // A list of extensions contains each cluster several times: the first few get separate warnings, the rest one warning together.
    private const int MostWarnings = 5;

    private readonly HashSet<Guid> _seen = [];
    private int _count;

    /// <summary>Returns whether a target occurs for the first time; warns otherwise.</summary>
    public bool IsNew(ClusterItem item)
    {
        // Digests keep long lists small in memory.
        var key = $"{item.Cluster.Id}|{item.ExtensionName}".ToUpperInvariant();
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(key.AsSpan()), digest);
        if (_seen.Add(new Guid(digest[..16])))
        {
            return true;
        }

        if (++_count <= MostWarnings)
        {
            // With -Name, the cluster is the duplicate, whatever its piped extensions are.
            cmdlet.WriteWarning(Messages.Duplicate(item.Cluster, item.Target.ExtensionName == item.ExtensionName ? item.ExtensionName : null));
        }

        return false;
    }

    /// <summary>Warns about the duplicates without a separate warning.</summary>
    public void Summarize()
    {
        if (_count > MostWarnings)
        {
            cmdlet.WriteWarning(Messages.MoreDuplicates(_count - MostWarnings));
        }
    }
}
