namespace AksExtensions.Catalogue;

/// <summary>What the pods of a type need of the nodes, as its documentation says. Null means that it says nothing.</summary>
internal sealed record NodeNeeds
{
    /// <summary>The vCPUs that one node has at least.</summary>
    public int? VCpus { get; init; }

    /// <summary>The memory that one node has at least, in GiB.</summary>
    public int? MemoryGiB { get; init; }

    /// <summary>The vCPUs that the nodes have together at least.</summary>
    public int? TotalVCpus { get; init; }

    /// <summary>The memory that the nodes have together at least, in GiB.</summary>
    public int? TotalMemoryGiB { get; init; }

    /// <summary>The labels that a node must have.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The keys of taints that all pods of the type tolerate.</summary>
    public IReadOnlyList<string> Tolerates { get; init; } = [];

    /// <summary>Whether the sizes of the nodes matter, so that Azure has to be asked for them.</summary>
    public bool HasSizes => VCpus is not null || MemoryGiB is not null || TotalVCpus is not null || TotalMemoryGiB is not null;
}
