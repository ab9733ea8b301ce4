using System.Globalization;
using AksExtensions.Arm;

namespace AksExtensions.Catalogue;

/// <summary>
/// The facts that additions and rules can use. <c>cluster.</c> is the cluster; <c>current.</c>, followed by a key, is a setting of the installed
/// extension; <c>result.</c>, followed by a key, is the value after the change; <c>update.</c> compares versions; and each lookup has its name.
/// </summary>
internal sealed class TypeFacts
{
    private const string Result = "result.";

    private readonly Dictionary<string, string?> _values;
    private readonly IReadOnlyDictionary<string, string> _installed;

    private TypeFacts(ClusterReference cluster, IReadOnlyDictionary<string, string> installed)
    {
        _installed = installed;
        _values = new()
        {
            ["cluster.id"] = cluster.Id,
            ["cluster.name"] = cluster.Name,
            ["cluster.resourceGroup"] = cluster.ResourceGroupName,
            ["cluster.subscriptionId"] = cluster.SubscriptionId,
        };
    }

    /// <summary>The values by name, without braces. A name that is missing is not known yet; null means that Azure has no value.</summary>
    public IReadOnlyDictionary<string, string?> Values => _values;

    /// <summary>Whether the cluster was read.</summary>
    public bool HasCluster { get; private set; }

    /// <summary>The facts of a create.</summary>
    public static TypeFacts Of(CreateExtensionRequest request, ClusterReference cluster)
    {
        var facts = new TypeFacts(cluster, ClusterExtension.Empty);
        facts.SetResult(request.ConfigurationSettings);
        return facts;
    }

    /// <summary>The facts of an update.</summary>
    public static TypeFacts Of(UpdateExtensionRequest request, ClusterExtension current)
    {
        var facts = new TypeFacts(current.Reference, current.ConfigurationSettings);
        var installed = current.CurrentVersion ?? current.PinnedVersion;
        var isKnown = !string.IsNullOrEmpty(request.Version) && !string.IsNullOrEmpty(installed);
        var order = VersionOrder.Compare(request.Version, installed);
        facts._values["update.isDowngrade"] = (order < 0).ToString();
        facts._values["update.isSameVersion"] = (isKnown && order == 0).ToString();
        facts._values["update.isUpgrade"] = (order > 0).ToString();
        foreach (var (key, value) in current.ConfigurationSettings)
        {
            facts._values[$"current.{key}"] = value;
        }

        facts.SetResult(request.ConfigurationSettings);
        return facts;
    }

    /// <summary>Adds the facts of the cluster.</summary>
    public TypeFacts Add(ClusterFacts facts)
    {
        HasCluster = true;
        _values["cluster.location"] = Region(facts.Location);
        _values["cluster.nodeCount"] = facts.NodeCount?.ToString(CultureInfo.InvariantCulture);
        _values["cluster.tenantId"] = facts.TenantId;
        _values["cluster.networkPlugin"] = facts.Network?.Plugin;
        _values["cluster.networkPluginMode"] = facts.Network?.PluginMode;
        _values["cluster.networkPolicy"] = facts.Network?.Policy;
        _values["cluster.hasOidcIssuer"] = facts.HasOidcIssuer.ToString();
        _values["cluster.hasWorkloadIdentity"] = facts.HasWorkloadIdentity.ToString();
        _values["cluster.usesAzureRbac"] = facts.UsesAzureRbac.ToString();
        return this;
    }

    /// <summary>Adds the facts of a resource.</summary>
    public void Add(TypeLookup lookup, ResourceFacts resource)
    {
        foreach (var (name, path) in lookup.Values)
        {
            _values[$"{lookup.Name}.{name}"] = path == "location" ? Region(resource.Location) : resource.Text(path);
        }
    }

    /// <summary>Sets the settings after the change: the installed ones and those that are sent.</summary>
    /// <param name="sent">The settings that are sent; null means none.</param>
    public void SetResult(IReadOnlyDictionary<string, string>? sent)
    {
        foreach (var (key, value) in _installed.Concat(sent ?? ClusterExtension.Empty))
        {
            _values[Result + key] = value;
        }
    }

    /// <summary>Whether a fact comes from the cluster or a lookup, and must be read.</summary>
    public static bool IsRead(ExtensionTypeKnowledge type, string fact) =>
        fact.StartsWith("cluster.", StringComparison.Ordinal) || type.Lookups.Any(lookup => IsOf(lookup, fact));

    /// <summary>Whether a fact comes from a lookup.</summary>
    public static bool IsOf(TypeLookup lookup, string fact) =>
        fact.StartsWith(lookup.Name, StringComparison.Ordinal) && fact.AsSpan(lookup.Name.Length).StartsWith(".");

#pragma warning disable CA1308 // Settings contain regions in lower case.
    private static string? Region(string? location) => location?.Replace(" ", string.Empty, StringComparison.Ordinal).ToLowerInvariant();
#pragma warning restore CA1308
}
