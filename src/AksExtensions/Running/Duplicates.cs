using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AksExtensions.Running;

/// <summary>Remembers which targets a command has met, and warns of those that were given again.</summary>
internal sealed class Duplicates(PSCmdlet cmdlet)
{
    // A list of extensions names each cluster several times: the first few get a warning each, the rest one together.
    private const int MostWarnings = 5;

    private readonly HashSet<Guid> _seen = [];
    private int _count;

    /// <summary>Whether a target comes for the first time; a warning otherwise.</summary>
    public bool IsNew(ClusterItem item)
    {
        // A digest, so that a list of any length stays small in memory.
        var key = $"{item.Cluster.Id}|{item.ExtensionName}".ToUpperInvariant();
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(key.AsSpan()), digest);
        if (_seen.Add(new Guid(digest[..16])))
        {
            return true;
        }

        if (++_count <= MostWarnings)
        {
            // With -Name it is the cluster that was given twice, whichever extensions of it came.
            cmdlet.WriteWarning(Messages.Duplicate(item.Cluster, item.Target.ExtensionName == item.ExtensionName ? item.ExtensionName : null));
        }

        return false;
    }

    /// <summary>Warns of those that got no warning of their own.</summary>
    public void Summarize()
    {
        if (_count > MostWarnings)
        {
            cmdlet.WriteWarning(Messages.MoreDuplicates(_count - MostWarnings));
        }
    }
}
