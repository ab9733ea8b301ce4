namespace AksExtensions.Parameters;

/// <summary>
/// What a command was pointed at: a cluster, and perhaps an extension on it. Made of a resource id, an object or a row; an input that is
/// none of these is carried along with its refusal, so that the command can report it under its own error id.
/// </summary>
public sealed class ClusterTarget
{
    private readonly string? _subscriptionId;
    private readonly string _resourceGroupName = string.Empty;
    private readonly string _clusterName = string.Empty;
    private readonly string? _clusterType;
    private readonly string? _resourceProvider;
    private readonly ClusterReference? _cluster;

    /// <summary>A cluster that is known in full.</summary>
    internal ClusterTarget(ClusterReference cluster, string? extensionName = null, ExtensionOperation? operation = null)
    {
        _cluster = cluster;
        ExtensionName = extensionName;
        Operation = operation;
    }

    /// <summary>A row, which may leave the subscription and the kind of cluster to the command.</summary>
    internal ClusterTarget(string? subscriptionId, string resourceGroupName, string clusterName, string? clusterType, string? resourceProvider)
    {
        _subscriptionId = subscriptionId;
        _resourceGroupName = resourceGroupName;
        _clusterName = clusterName;
        _clusterType = clusterType;
        _resourceProvider = resourceProvider;
    }

    /// <summary>An input that names no cluster.</summary>
    internal ClusterTarget(AksExtensionException refusal) => Refusal = refusal;

    /// <summary>The extension's name, when the input named one.</summary>
    public string? ExtensionName { get; internal init; }

    /// <summary>The operation, when the input was one.</summary>
    internal ExtensionOperation? Operation { get; }

    /// <summary>Whether the input was an extension that was being deleted: that it is gone is then what was waited for.</summary>
    internal bool IsBeingDeleted { get; init; }

    /// <summary>Why the input names no cluster; null when it does.</summary>
    internal AksExtensionException? Refusal { get; }

    /// <summary>What was given, where it may yet be refused; null for what is known to be a cluster.</summary>
    internal object? Input { get; init; }

    /// <summary>The extension to work on: the one given with -Name, else the one that the input named.</summary>
    /// <exception cref="AksExtensionException"><c>ExtensionNameRequired</c>.</exception>
    internal string RequireExtensionName(string? given) => given ?? ExtensionName ?? throw Errors.ExtensionNameRequired(_cluster?.Id ?? _clusterName);

    /// <summary>The cluster, with what the input left out taken from the command.</summary>
    /// <exception cref="AksExtensionException"><c>ClusterIdInvalid</c>, <c>SubscriptionRequired</c> or another rule on names.</exception>
    internal ClusterReference Resolve(Func<string> defaultSubscriptionId, ClusterType defaultType, string? defaultProvider)
    {
        if (Refusal is not null)
        {
            throw Refusal;
        }

        if (_cluster is not null)
        {
            return _cluster;
        }

        var type = defaultType;
        // Numbers and lists would be parsed too, whether they stand for a kind or not.
        if (!string.IsNullOrEmpty(_clusterType)
            && !(Enum.GetNames<ClusterType>().Contains(_clusterType, StringComparer.OrdinalIgnoreCase) && Enum.TryParse(_clusterType, ignoreCase: true, out type)))
        {
            throw Errors.ClusterIdInvalid(_clusterName, $"'{_clusterType}' is not a kind of cluster ({ClusterTypeInfo.Names})");
        }

        var provider = string.IsNullOrEmpty(_resourceProvider) ? defaultProvider : _resourceProvider;
        if (!string.IsNullOrEmpty(_subscriptionId))
        {
            return ClusterReference.Create(_subscriptionId, _resourceGroupName, _clusterName, type, provider);
        }

        // The names are checked before a subscription is looked for: bad input costs no request.
        _ = ClusterReference.Create(Guid.Empty.ToString(), _resourceGroupName, _clusterName, type, provider);
        return ClusterReference.Create(defaultSubscriptionId(), _resourceGroupName, _clusterName, type, provider);
    }
}
