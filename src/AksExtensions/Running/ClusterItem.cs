namespace AksExtensions.Running;

/// <summary>One target of a command: a cluster, and perhaps an extension on it.</summary>
/// <param name="Target">The input.</param>
/// <param name="Cluster">The cluster.</param>
/// <param name="ExtensionName">The extension, or the pattern of extensions, that the command works on; null when it works on the cluster.</param>
internal sealed record ClusterItem(ClusterTarget Target, ClusterReference Cluster, string? ExtensionName)
{
    /// <summary>The extension, if there is one.</summary>
    public ExtensionReference Extension => new(Cluster, ExtensionName!);
}
