using AksExtensions.Estate;

namespace AksExtensions.DesiredState;

/// <summary>Reads the cluster selector of a ring or an entry.</summary>
internal static class SelectorReader
{
    // No name in Azure is longer.
    private const int LongestPattern = 300;

    private static readonly string[] Filters =
        ["tags", "locations", "names", "resourceGroupNames", "subscriptionIds", "kubernetesVersions", "provisioningStates"];

    /// <summary>The selector; null when none is given, which means all clusters, or when it has faults.</summary>
    public static ClusterSelector? Read(DocumentNode? node, DocumentFaults faults)
    {
        if (node is null || DocumentFields.Of(node, "'clusters'", faults, [.. Filters, "exclude"]) is not { } fields)
        {
            return null;
        }

        if (!fields.Names.Any())
        {
            faults.Missing(node.Place, "'clusters' has no filter. To select all clusters, omit 'clusters'.");
        }

        var before = faults.Count;
        var excluded = fields.Node("exclude") is { } exclude && DocumentFields.Of(exclude, "'exclude'", faults, Filters) is { } inner
            ? Filter(inner, faults)
            : null;
        if (excluded == new ClusterFilter())
        {
            faults.Missing(fields.PlaceOf("exclude"), "'exclude' has no filter and would exclude all clusters.");
        }

        var included = Filter(fields, faults);
        // The error of a filter that cannot be read has already been added.
        return faults.Count > before ? null : new ClusterSelector(included, excluded);
    }

    private static ClusterFilter Filter(DocumentFields fields, DocumentFaults faults) => new()
    {
        Tags = Tags(fields, faults),
        Locations = fields.Texts("locations"),
        Names = fields.Texts("names", text => RequirePattern("Names", text)),
        ResourceGroupNames = fields.Texts("resourceGroupNames", text => RequirePattern("ResourceGroupNames", text)),
        SubscriptionIds = fields.Texts("subscriptionIds", RequireSubscription),
        KubernetesVersions = fields.Texts("kubernetesVersions", text => RequirePattern("KubernetesVersions", text)),
        ProvisioningStates = fields.Texts("provisioningStates"),
    };

    private static void RequirePattern(string name, string text)
    {
        if (text.Length > LongestPattern)
        {
            throw Errors.FilterInvalid(name, text, "it is longer than any name");
        }

        _ = TextPattern.Parse(name, text);
    }

    private static void RequireSubscription(string id)
    {
        if (!ClusterReference.IsGuid(id))
        {
            throw Errors.FilterInvalid("SubscriptionIds", id, "a subscription ID is a GUID");
        }
    }

    private static List<TagFilter>? Tags(DocumentFields fields, DocumentFaults faults)
    {
        switch (fields.Node("tags"))
        {
            case null:
                return null;
            case MappingNode { Entries.Count: > 0 } tags:
                // { env:prod } is one key with no value, which would be any value of a tag 'env:prod'.
                foreach (var entry in tags.Entries.Where(entry =>
                    entry is { IsQuoted: false, Value: ScalarNode { IsNull: true } } && entry.Key.Contains(':', StringComparison.Ordinal)))
                {
                    faults.Add(entry.Place, $"put a space after the ':' of '{DocumentText.Shown(entry.Key)}', or quotes around the tag's name.");
                }

                return [.. tags.Entries.Select(entry => new TagFilter(
                    entry.Key, entry.Value is ScalarNode { IsNull: true } ? null : Values(entry, fields)))];
            case MappingNode empty:
                faults.Missing(empty.Place, "'tags' has no tag.");
                return null;
            case var other:
                DocumentFields.Mismatch(other, "'tags' must be a mapping of tag names and values", faults);
                return null;
        }
    }

    // A tag's value may be empty; as a filter it is written "".
    private static IReadOnlyList<string>? Values(DocumentEntry entry, DocumentFields fields) =>
        entry.Value is ScalarNode { IsQuoted: true, Text: "" } ? [string.Empty] : fields.Texts(entry.Value, $"tags.{DocumentText.Shown(entry.Key)}");
}
