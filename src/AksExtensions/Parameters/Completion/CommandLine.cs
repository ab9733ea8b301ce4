using System.Collections;
using System.Globalization;

namespace AksExtensions.Parameters.Completion;

/// <summary>A command line that is being typed, with the values that are known before the command runs.</summary>
/// <param name="command">The command's name.</param>
/// <param name="get">Returns a parameter's value; null when it has none, or when it is not known yet.</param>
internal sealed class CommandLine(string command, Func<string, object?> get)
{
    /// <summary>The command whose -Name is that of a cluster.</summary>
    public const string FindCluster = "Find-AksCluster";

    /// <summary>The command's name.</summary>
    public string Command => command;

    /// <summary>The command of this module whose output is piped to this one; null when there is none.</summary>
    public CommandLine? Source { get; init; }

    /// <summary>The subscriptions; null when none was given.</summary>
    public IReadOnlyList<string>? SubscriptionIds => Texts("SubscriptionId") is { Count: > 0 } ids ? ids : null;

    /// <summary>The only subscription, by ID or name: the line's own, or that of the command before it; null when there is none.</summary>
    public string? Subscription => Text("SubscriptionId") ?? Source?.Subscription;

    /// <summary>The kind of cluster.</summary>
    public ClusterType ClusterType => Enum.TryParse<ClusterType>(Text("ClusterType"), ignoreCase: true, out var type) ? type : ClusterType.ManagedClusters;

    /// <summary>The cluster, by name, by object or from the pipeline; null when the line has none.</summary>
    public ClusterTarget? Cluster
    {
        get
        {
            if (Name("ResourceGroupName") is { } group && Name(Command == FindCluster ? "Name" : "ClusterName") is { } name)
            {
                return new(null, group, name, Text("ClusterType"), Text("ClusterResourceProvider"));
            }

            return get("Cluster") is { } input
                ? ((ClusterTarget[])new ClusterTargetTransformationAttribute().Transform(null!, input)).FirstOrDefault(target => target.Refusal is null)
                : Source?.Cluster;
        }
    }

    /// <summary>The name of the extension that the line is about: its own -Name, or that of what is piped in; null when that is not known.</summary>
    public string? ExtensionName => Command == FindCluster ? null : Name("Name") ?? Cluster?.ExtensionName ?? Source?.ExtensionName;

    /// <summary>The type of extension that the line or the command before it names; null when neither does.</summary>
    public string? ExtensionType => Name("ExtensionType") ?? Source?.ExtensionType;

    /// <summary>Whether a parameter has a value; for a switch, whether it is on.</summary>
    public bool Has(string parameter) => Unwrap(get(parameter)) is not (null or "") and { } value && LanguagePrimitives.IsTrue(value);

    /// <summary>The only value of a parameter; null when there is none, or more than one.</summary>
    public string? Text(string parameter) => Texts(parameter) is [var only] ? only : null;

    /// <summary>The only value of a parameter; null when it is a pattern.</summary>
    public string? Name(string parameter) => Text(parameter) is { } text && !WildcardPattern.ContainsWildcardCharacters(text) ? text : null;

    /// <summary>The values of a parameter.</summary>
    public IReadOnlyList<string> Texts(string parameter) => (Unwrap(get(parameter)) switch
    {
        null => [],
        IEnumerable list and not string => list.Cast<object?>().Select(Unwrap),
        var single => [single],
    }).Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)).OfType<string>().Where(text => text.Length > 0).ToArray();

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : value;
}
