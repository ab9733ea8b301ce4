using System.Text.RegularExpressions;

namespace AksExtensions;

/// <summary>An extension on a cluster. Always valid, like <see cref="ClusterReference"/>.</summary>
public sealed partial class ExtensionReference
{
    /// <summary>Creates a reference from cluster and name.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="name">1 to 253 ASCII letters, digits, <c>-</c> and <c>.</c>, beginning with a letter or digit.</param>
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

    /// <summary>The name of the extension.</summary>
    public string Name { get; }

    /// <summary>The resource ID of the extension.</summary>
    public string Id => $"{Cluster.Id}/providers/Microsoft.KubernetesConfiguration/extensions/{Name}";

    /// <summary>The name, the cluster and its resource group: <c>flux on aks1 (rg)</c>.</summary>
    internal string Label => $"{Name} on {Cluster.Label}";

    /// <summary>The extension's path in a request, every segment percent-encoded.</summary>
    public string Path => $"{Cluster.ExtensionProviderPath}/extensions/{Uri.EscapeDataString(Name)}";

    /// <summary>Refuses a text that cannot be the name of an extension.</summary>
    /// <exception cref="AksExtensionException"><c>ExtensionNameInvalid</c>.</exception>
    public static void ValidateName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsName(name))
        {
            throw Errors.ExtensionNameInvalid(name);
        }
    }

    /// <summary>Whether a text can be the name of an extension.</summary>
    internal static bool IsName(string name) => NamePattern().IsMatch(name);

    /// <summary>The resource ID.</summary>
    public override string ToString() => Id;

    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9.-]{0,252}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
