using System.Text.RegularExpressions;

namespace AksExtensions;

/// <summary>
/// A Kubernetes cluster in Azure, identified by its resource ID. Always valid: invalid names are refused when this object is created, so that
/// they cannot turn into another request later.
/// </summary>
public sealed partial class ClusterReference : IEquatable<ClusterReference>
{
    private const string ExtensionProvider = "Microsoft.KubernetesConfiguration";

    private string? _id;

    private ClusterReference(string subscriptionId, string resourceGroupName, ClusterTypeInfo type, string resourceProvider, string name)
    {
        SubscriptionId = subscriptionId;
        ResourceGroupName = resourceGroupName;
        Type = type;
        ResourceProvider = resourceProvider;
        Name = name;
    }

    /// <summary>The ID of the subscription, a GUID.</summary>
    public string SubscriptionId { get; }

    /// <summary>The name of the resource group, in the case of the input (ARM ignores it).</summary>
    public string ResourceGroupName { get; }

    /// <summary>The name of the cluster, in the case of the input (ARM ignores it).</summary>
    public string Name { get; }

    /// <summary>The resource provider's namespace, such as <c>Microsoft.ContainerService</c>.</summary>
    public string ResourceProvider { get; }

    /// <summary>The kind of cluster: ARM's resource type without its namespace, such as <c>managedClusters</c>.</summary>
    public string ClusterType => Type.ResourceType;

    /// <summary>The name and, in parentheses, the resource group: <c>aks1 (rg)</c>.</summary>
    internal string Label => $"{Name} ({ResourceGroupName})";

    /// <summary>The facts of the kind of cluster.</summary>
    internal ClusterTypeInfo Type { get; }

    /// <summary>The resource ID of the cluster.</summary>
    public string Id => _id ??=
        $"/subscriptions/{SubscriptionId}/resourceGroups/{ResourceGroupName}/providers/{ResourceProvider}/{ClusterType}/{Name}";

    /// <summary>The cluster's path in a request: <see cref="Id"/> with every segment percent-encoded.</summary>
    internal string Path =>
        $"/subscriptions/{SubscriptionId}/resourceGroups/{Uri.EscapeDataString(ResourceGroupName)}" +
        $"/providers/{Uri.EscapeDataString(ResourceProvider)}/{ClusterType}/{Uri.EscapeDataString(Name)}";

    /// <summary>The path of the extensions service on this cluster.</summary>
    internal string ExtensionProviderPath => $"{Path}/providers/{ExtensionProvider}";

    /// <summary>Creates a reference from names.</summary>
    /// <param name="subscriptionId">A GUID.</param>
    /// <param name="resourceGroupName">1 to 90 letters, digits and <c>_ - . ( )</c>, not ending with a period.</param>
    /// <param name="name">1 to 253 ASCII letters, digits and <c>_ - .</c>, beginning with a letter or digit.</param>
    /// <param name="type">The kind of cluster.</param>
    /// <param name="resourceProvider">The provider's namespace; null means the provider of the kind. Required for
    /// <see cref="ClusterType.ProvisionedClusters"/>.</param>
    /// <exception cref="AksExtensionException"><c>ClusterIdInvalid</c> or <c>ClusterResourceProviderRequired</c>.</exception>
    public static ClusterReference Create(
        string subscriptionId, string resourceGroupName, string name, ClusterType type = AksExtensions.ClusterType.ManagedClusters, string? resourceProvider = null)
    {
        ArgumentNullException.ThrowIfNull(subscriptionId);
        ArgumentNullException.ThrowIfNull(resourceGroupName);
        ArgumentNullException.ThrowIfNull(name);
        var info = ClusterTypeInfo.Of(type);
        if (type == AksExtensions.ClusterType.ProvisionedClusters && string.IsNullOrEmpty(resourceProvider))
        {
            throw Errors.ClusterResourceProviderRequired(info);
        }

        RequireSubscriptionId(subscriptionId);

        if (!ResourceGroupPattern().IsMatch(resourceGroupName))
        {
            throw Errors.ClusterIdInvalid(
                resourceGroupName, "a resource group's name has 1 to 90 letters, digits, '_', '-', '.', '(' and ')', and does not end with '.'");
        }

        if (!NamePattern().IsMatch(name))
        {
            throw Errors.ClusterIdInvalid(
                name, "a cluster's name has 1 to 253 of the letters a-z and A-Z, digits, '-', '_' and '.', and starts with a letter or a digit");
        }

        if (!string.IsNullOrEmpty(resourceProvider) && !ProviderPattern().IsMatch(resourceProvider))
        {
            throw Errors.ClusterIdInvalid(resourceProvider, "a resource provider is named like Microsoft.ContainerService");
        }

        return new(subscriptionId, resourceGroupName, info, string.IsNullOrEmpty(resourceProvider) ? info.ResourceProvider : resourceProvider, name);
    }

    /// <summary>Whether a text is exactly a GUID in ARM's format. The runtime's parser also accepts spaces, line breaks and signs.</summary>
    internal static bool IsGuid(string? text) =>
        Guid.TryParseExact(text, "D", out var id) && id.ToString("D").Equals(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses a text that is not a subscription ID.</summary>
    /// <exception cref="AksExtensionException"><c>ClusterIdInvalid</c>.</exception>
    internal static void RequireSubscriptionId(string subscriptionId)
    {
        if (!IsGuid(subscriptionId))
        {
            throw Errors.ClusterIdInvalid(subscriptionId, "the subscription id is not a GUID");
        }
    }

    /// <summary>Creates a reference from the resource ID of a cluster, or of an extension on it.</summary>
    /// <param name="id">A resource ID. Case is ignored where ARM ignores it.</param>
    /// <param name="extensionName">The name of the extension, when the ID is that of an extension; otherwise null.</param>
    /// <exception cref="AksExtensionException"><c>ClusterIdInvalid</c>.</exception>
    public static ClusterReference Parse(string id, out string? extensionName)
    {
        ArgumentNullException.ThrowIfNull(id);
        extensionName = null;
        if (id.AsSpan().IndexOfAny('?', '#', '%') >= 0 || id.Contains("..", StringComparison.Ordinal))
        {
            throw Errors.ClusterIdInvalid(id, "a resource id has no query, no fragment, no '%' and no '..'");
        }

        var segments = id.Split('/');
        if (segments is not (["", var subscriptions, var subscription, var groups, var group, var providers, var provider, var type, var name, ..])
            || !Is(subscriptions, "subscriptions") || !Is(groups, "resourceGroups") || !Is(providers, "providers"))
        {
            throw Errors.ClusterIdInvalid(id, "it is not the resource id of a cluster");
        }

        var info = ClusterTypeInfo.Find(provider, type)
            ?? throw Errors.ClusterIdInvalid(id, $"'{provider}/{type}' is not a kind of cluster that takes extensions ({ClusterTypeInfo.Names})");
        switch (segments[9..])
        {
            case []:
                break;
            case [var providers2, var provider2, var extensions, var extension]
                when Is(providers2, "providers") && Is(provider2, ExtensionProvider) && Is(extensions, "extensions") && extension.Length > 0:
                extensionName = extension;
                break;
            default:
                throw Errors.ClusterIdInvalid(id, "what follows the cluster's name is not the name of an extension");
        }

        return Create(subscription, group, name, info.Type, info.ResourceProvider);
    }

    /// <inheritdoc/>
    public bool Equals(ClusterReference? other) => other is not null && Id.Equals(other.Id, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClusterReference);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Id);

    /// <summary>The resource ID.</summary>
    public override string ToString() => Id;

    private static bool Is(string actual, string expected) => actual.Equals(expected, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[\p{L}\p{N}_\-.()]{0,89}[\p{L}\p{N}_\-()]\z", RegexOptions.CultureInvariant)]
    private static partial Regex ResourceGroupPattern();

    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,252}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9]*(\.[a-zA-Z0-9]+)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProviderPattern();
}
