namespace AksExtensions.Estate;

/// <summary>
/// A query of Azure Resource Graph and the subscriptions that it searches. It has a condition for each filter, projects the columns that the
/// models need, and orders by ID: without an order, paging is not reliable.
/// Tables: https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources
/// </summary>
public sealed class EstateQuery
{
    // The part of an extension's ID that follows the cluster.
    private const string AfterCluster = "/providers/microsoft.kubernetesconfiguration/";

    private EstateQuery(string text, IReadOnlyList<string>? subscriptionIds)
    {
        Text = text;
        SubscriptionIds = subscriptionIds;
    }

    /// <summary>The query, in the Kusto Query Language. It can be pasted into Resource Graph Explorer.</summary>
    public string Text { get; }

    /// <summary>The subscriptions without duplicates; null means all that the sign-in can see.</summary>
    public IReadOnlyList<string>? SubscriptionIds { get; }

    /// <summary>Makes the query for clusters.</summary>
    /// <exception cref="AksExtensionException"><c>FilterInvalid</c>.</exception>
    public static EstateQuery For(ClusterFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Create(
            filter,
            "resources",
            "microsoft.containerservice/managedclusters",
            [
                Matching("Name", filter.Names, "name"),
                Matching("ResourceGroupName", filter.ResourceGroupNames, "resourceGroup"),
                Equal(filter.Locations?.Select(location => location.Replace(" ", string.Empty, StringComparison.Ordinal)), "location"),
                Matching(
                    "KubernetesVersion", filter.KubernetesVersions,
                    "tostring(properties.kubernetesVersion)", "tostring(properties.currentKubernetesVersion)"),
                Equal(filter.ProvisioningStates, "tostring(properties.provisioningState)"),
                .. filter.Tags?.Select(TagPattern.Condition) ?? [],
            ],
            """
            id, name, location, tags, identityType = identity.type, skuTier = sku.tier,
                kubernetesVersion = properties.kubernetesVersion, currentKubernetesVersion = properties.currentKubernetesVersion,
                provisioningState = properties.provisioningState, powerState = properties.powerState.code,
                agentPools = properties.agentPoolProfiles, servicePrincipal = properties.servicePrincipalProfile.clientId
            """);
    }

    /// <summary>Makes the query for extensions.</summary>
    /// <exception cref="AksExtensionException"><c>FilterInvalid</c>.</exception>
    public static EstateQuery For(ExtensionFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Create(
            filter,
            "kubernetesconfigurationresources",
            "microsoft.kubernetesconfiguration/extensions",
            [
                Matching("Name", filter.Names, "name"),
                Matching("ResourceGroupName", filter.ResourceGroupNames, "resourceGroup"),
                OnClusters(filter.ClusterNames),
                filter.ClusterTypes is { Count: > 0 } types ? Kql.Any(types.Distinct().Select(OfType)) : null,
                // The table begins inner names with a capital letter, and Azure Resource Manager does not. Both are accepted, in case the table changes.
                Matching("ExtensionType", filter.ExtensionTypes, "tostring(properties.ExtensionType)", "tostring(properties.extensionType)"),
                Equal(filter.ProvisioningStates, "tostring(properties.ProvisioningState)", "tostring(properties.provisioningState)"),
            ],
            "id, name, properties, identity, plan, systemData");
    }

    /// <summary>The query.</summary>
    public override string ToString() => Text;

    private static EstateQuery Create(EstateFilter filter, string table, string type, IEnumerable<string?> conditions, string columns)
    {
        foreach (var id in filter.SubscriptionIds ?? [])
        {
            if (!ClusterReference.IsGuid(id))
            {
                throw Errors.FilterInvalid("SubscriptionId", id, "a subscription ID is a GUID");
            }
        }

        var lines = conditions.OfType<string>().Select(condition => $"| where {condition}");
        return new(
            string.Join('\n', [table, $"| where type =~ {Kql.Literal(type)}", .. lines, $"| project {columns}", "| order by id asc"]),
            filter.SubscriptionIds is { Count: > 0 } ids ? Distinct(ids) : null);
    }

    // One of the values matches one of the expressions; null when every value matches.
    private static string? Matching(string parameter, IReadOnlyList<string>? values, params string[] expressions)
    {
        var patterns = values?.Select(value => TextPattern.Parse(parameter, value)).ToList() ?? [];
        if (patterns.Count == 0 || patterns.Exists(pattern => pattern.IsEverything))
        {
            return null;
        }

        var literals = Distinct(patterns.Select(pattern => pattern.Literal).OfType<string>());
        return Kql.Any(expressions.SelectMany(expression => patterns
            .Where(pattern => pattern.Literal is null)
            .Select(pattern => pattern.Condition(expression))
            .Prepend(literals.Length == 0 ? null : Kql.IsOneOf(expression, literals))
            .OfType<string>()));
    }

    private static string? Equal(IEnumerable<string>? values, params string[] expressions) =>
        values is not null && Distinct(values) is { Length: > 0 } distinct
            ? Kql.Any(expressions.Select(expression => Kql.IsOneOf(expression, distinct)))
            : null;

    private static string? OnClusters(IReadOnlyList<string>? names)
    {
        var patterns = names?.Select(name => TextPattern.Parse("ClusterName", name)).ToList() ?? [];
        return patterns.Count == 0 || patterns.Exists(pattern => pattern.IsEverything)
            ? null
            : Kql.Any(patterns.Select(pattern => pattern.SegmentCondition("id", AfterCluster)).Distinct());
    }

    private static string OfType(ClusterType type)
    {
        var info = ClusterTypeInfo.Of(type);
        return $"id contains {Kql.Literal($"/{info.ResourceProvider}/{info.ResourceType}/".ToLowerInvariant())}";
    }

    private static string[] Distinct(IEnumerable<string> values) => values.Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
}
