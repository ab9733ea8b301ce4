using System.Text.RegularExpressions;

namespace AksExtensions;

/// <summary>One extension instance on one cluster. Always valid, like <see cref="ClusterReference"/>.</summary>
public sealed partial class ExtensionReference
{
    /// <summary>An extension by its cluster and name.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="name">1 to 253 ASCII letters, digits, <c>-</c> and <c>.</c>, starting with a letter or digit.</param>
    /// <exception cref="AksExtensionException"><c>ExtensionNameInvalid</c>.</exception>
    public ExtensionReference(ClusterReference cluster, string name)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ValidateName(name);
        Cluster = cluster;
        Name = name;
    }

    /// <summary>The cluster.</summary>
    public ClusterReference Cluster { get; }

    /// <summary>The instance's name.</summary>
    public string Name { get; }

    /// <summary>The extension's ARM resource id.</summary>
    public string Id => $"{Cluster.Id}/providers/Microsoft.KubernetesConfiguration/extensions/{Name}";

    /// <summary>The extension's path in a request, every segment percent-encoded.</summary>
    public string Path => $"{Cluster.ExtensionProviderPath}/extensions/{Uri.EscapeDataString(Name)}";

    /// <summary>Refuses what cannot be the name of an extension instance.</summary>
    /// <exception cref="AksExtensionException"><c>ExtensionNameInvalid</c>.</exception>
    public static void ValidateName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!NamePattern().IsMatch(name))
        {
            throw Errors.ExtensionNameInvalid(name);
        }
    }

    /// <summary>The resource id.</summary>
    public override string ToString() => Id;

    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9.-]{0,252}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
