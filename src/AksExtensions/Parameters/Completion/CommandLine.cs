using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace AksExtensions.Parameters.Completion;

/// <summary>What is on the line already, as far as its values are known before the command runs.</summary>
/// <param name="command">The command's name.</param>
/// <param name="get">Gives a parameter's value; null when it has none.</param>
internal sealed class CommandLine(string command, Func<string, object?> get)
{
    /// <summary>The command's name.</summary>
    public string Command => command;

    /// <summary>The subscriptions; null when none was given.</summary>
    public IReadOnlyList<string>? SubscriptionIds => Texts("SubscriptionId") is { Count: > 0 } ids ? ids : null;

    /// <summary>The kind of cluster.</summary>
    public ClusterType ClusterType => Enum.TryParse<ClusterType>(Text("ClusterType"), ignoreCase: true, out var type) ? type : ClusterType.ManagedClusters;

    /// <summary>The cluster, when there is one: by name, by object, or from the pipeline.</summary>
    public ClusterTarget? Cluster
    {
        get
        {
            if (Name("ResourceGroupName") is { } group && Name("ClusterName") is { } name)
            {
                return new(null, group, name, null, null);
            }

            return get("Cluster") is { } input
                ? ((ClusterTarget[])new ClusterTargetTransformationAttribute().Transform(null!, input)).FirstOrDefault(target => target.Refusal is null)
                : null;
        }
    }

    /// <summary>Whether a parameter has a value, a switch that is on among them.</summary>
    public bool Has(string parameter) => Unwrap(get(parameter)) is not (null or "") and { } value && LanguagePrimitives.IsTrue(value);

    /// <summary>The only value of a parameter; null when there is none, or more than one.</summary>
    public string? Text(string parameter) => Texts(parameter) is [var only] ? only : null;

    /// <summary>The only value of a parameter, when it is a name and no pattern.</summary>
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
