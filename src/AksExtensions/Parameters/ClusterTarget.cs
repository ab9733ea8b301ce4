using System.ComponentModel;

namespace AksExtensions.Parameters;

/// <summary>
/// The target of a command: a cluster, and perhaps an extension on it. PowerShell converts a resource ID, an object or a row to it, for
/// any parameter of this type. An input that is none of these is carried along with its refusal, so that the command can report it under its
/// own error ID.
/// </summary>
[TypeConverter(typeof(ClusterTargetConverter))]
public sealed class ClusterTarget
{
    private readonly string? _subscription;
    private readonly string? _resourceGroupName;
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

    /// <summary>A name or a row, for which the command can supply the subscription, the resource group and the kind of cluster.</summary>
    internal ClusterTarget(string? subscription, string? resourceGroupName, string clusterName, string? clusterType = null, string? resourceProvider = null)
    {
        _subscription = subscription;
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

    /// <summary>Whether the input was an extension that was being deleted. Waiting then succeeds when it no longer exists.</summary>
    internal bool IsBeingDeleted { get; init; }

    /// <summary>Why the input names no cluster; null when it does.</summary>
    internal AksExtensionException? Refusal { get; }

    /// <summary>The input as an error can show it; null when it is a cluster.</summary>
    internal object? Input { get; init; }

    /// <summary>Why the input names no cluster where the command has no default resource group; null when it brings its own group.</summary>
    internal AksExtensionException? NoGroup { get; init; }

    /// <summary>The values of a row other than its cluster.</summary>
    internal RowColumns Columns { get; init; } = RowColumns.None;

    /// <summary>The cluster as it was given.</summary>
    public override string ToString() => _cluster?.Id ?? (Refusal is null ? _clusterName : Input?.ToString() ?? string.Empty);

    /// <summary>The extension that the input names.</summary>
    /// <exception cref="AksExtensionException"><c>ExtensionNameRequired</c>: it names none.</exception>
    internal string RequireExtensionName() => ExtensionName ?? throw Errors.ExtensionNameRequired(_cluster?.Id ?? _clusterName);

    /// <summary>The cluster, with what the input left out taken from the command.</summary>
    /// <exception cref="AksExtensionException"><c>ClusterIdInvalid</c>, <c>SubscriptionRequired</c> or another rule on names.</exception>
    internal ClusterReference Resolve(ClusterDefaults defaults)
    {
        if (Refusal is not null)
        {
            throw Refusal;
        }

        if (_cluster is not null)
        {
            return _cluster;
        }

        var group = _resourceGroupName ?? defaults.ResourceGroupName
            ?? throw NoGroup ?? Errors.ClusterIdInvalid(_clusterName, defaults.HasGroupParameter
                ? "it is not a resource ID; to give a cluster by its name, add -ResourceGroupName"
                : "it is not a resource ID, and a name alone does not identify a cluster");
        var type = defaults.ClusterType;
        // Numbers and lists would also be parsed, even if they are not a kind.
        if (!string.IsNullOrEmpty(_clusterType)
            && !(Enum.GetNames<ClusterType>().Contains(_clusterType, StringComparer.OrdinalIgnoreCase) && Enum.TryParse(_clusterType, ignoreCase: true, out type)))
        {
            throw Errors.ClusterIdInvalid(_clusterName, $"'{_clusterType}' is not a kind of cluster ({ClusterTypeInfo.Names})");
        }

        var provider = string.IsNullOrEmpty(_resourceProvider) ? defaults.ResourceProvider : _resourceProvider;
        // The names are checked before a subscription is looked up: bad input costs no request.
        _ = ClusterReference.Create(Guid.Empty.ToString(), group, _clusterName, type, provider);
        return ClusterReference.Create(defaults.SubscriptionId(_subscription), group, _clusterName, type, provider);
    }
}
