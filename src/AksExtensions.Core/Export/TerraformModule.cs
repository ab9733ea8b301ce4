using System.Globalization;
using System.Text;

namespace AksExtensions.Export;

/// <summary>A group of clusters with its names in Terraform.</summary>
/// <param name="Group">The group.</param>
/// <param name="Template">Its extensions; each symbol is the name of a resource.</param>
/// <param name="Local">The local value that has the clusters; null for one cluster.</param>
/// <param name="Keys">The keys of the clusters in it.</param>
internal sealed record TerraformGroup(ExportGroup Group, Template Template, string? Local, IReadOnlyList<string> Keys)
{
    /// <summary>The subscription, which all clusters of the group have.</summary>
    public string SubscriptionId => Group.Clusters[0].Cluster.SubscriptionId;

    /// <summary>Its extensions.</summary>
    public IReadOnlyList<TemplateExtension> Extensions => Template.Clusters[0].Extensions;
}

/// <summary>One root module: the providers, the variables and the resources of all clusters.</summary>
internal sealed class TerraformModule
{
    private readonly List<string> _subscriptions;
    private readonly Dictionary<TemplateExtension, string?> _azapiReasons = new(ReferenceEqualityComparer.Instance);

    /// <summary>Names everything.</summary>
    /// <param name="set">What is exported.</param>
    /// <param name="prefersAzurerm">Whether azurerm is used where it can express an extension.</param>
    public TerraformModule(ExportSet set, bool prefersAzurerm)
    {
        _subscriptions = [.. set.Clusters.Select(cluster => cluster.Cluster.SubscriptionId).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
        var (names, locals) = (new Identifiers(IdentifierStyle.Snake, "cluster_id"), new Identifiers(IdentifierStyle.Snake));
        // azurerm takes the subscription of its provider for that of the cluster, and all instances of a for_each have one provider.
        var keys = set.FileNamesOf();
        Groups = [.. set.Groups(isOneSubscription: true).Select(group => Name(group, keys, names, locals))];
        foreach (var group in Groups)
        {
            foreach (var extension in group.Extensions)
            {
                _azapiReasons.Add(extension, prefersAzurerm ? AzurermLimits.Of(group.Group, extension) : string.Empty);
            }
        }
    }

    /// <summary>The groups.</summary>
    public IReadOnlyList<TerraformGroup> Groups { get; }

    /// <summary>What azurerm cannot express.</summary>
    public IReadOnlyList<string> Notes() =>
    [
        .. Groups.SelectMany(group => group.Extensions.Select(extension => (Group: group, Extension: extension, Reason: _azapiReasons[extension])))
            .Where(written => !string.IsNullOrEmpty(written.Reason))
            .GroupBy(written => written.Reason, StringComparer.Ordinal)
            .Select(reason => $"azapi_resource is used instead of azurerm, because {reason.Key}: "
                + ExportNotes.Some([.. reason.SelectMany(written => written.Group.Group.Clusters.Select(cluster => $"{written.Extension.Extension.Name} on {cluster.Cluster.Label}"))])),
    ];

    /// <summary>The providers.</summary>
    public string Providers()
    {
        var (hasAzapi, hasAzurerm) = (_azapiReasons.Values.Any(reason => reason is not null), _azapiReasons.Values.Any(reason => reason is null));
        var text = new StringBuilder("terraform {\n");
        // import blocks came with 1.5, their for_each with 1.7.
        text.Append(CultureInfo.InvariantCulture, $"  required_version = \">= {(Groups.Any(group => group.Local is not null) ? "1.7" : "1.5")}\"\n\n  required_providers {{\n");
        HclText.WriteAttributes(
            text,
            [.. new[] { hasAzapi ? Required("azapi", "Azure/azapi", "~> 2.8") : default, hasAzurerm ? Required("azurerm", "hashicorp/azurerm", "~> 4.0") : default }
                .Where(provider => provider.Key is not null)],
            depth: 2);
        text.Append("  }\n}\n");
        // azapi needs no subscription: the IDs of resources contain theirs.
        text.Append(hasAzapi ? "\nprovider \"azapi\" {}\n" : null);
        foreach (var subscription in _subscriptions.Where(_ => hasAzurerm))
        {
            text.Append("\nprovider \"azurerm\" {\n");
            KeyValuePair<string, string>[] alias = Alias(subscription) is { } name ? [new("alias", HclText.Quote(name))] : [];
            HclText.WriteAttributes(text, [.. alias, new("subscription_id", HclText.Quote(subscription))], depth: 1);
            text.Append("\n  features {}\n}\n");
        }

        return text.ToString();
    }

    /// <summary>The variables for protected settings; empty when there are none.</summary>
    public string Variables()
    {
        var text = new StringBuilder();
        foreach (var group in Groups)
        {
            foreach (var parameter in group.Template.Parameters.Where(parameter => parameter.Kind == TemplateParameterKind.Secret))
            {
                text.Append(text.Length > 0 ? "\n" : null).Append(CultureInfo.InvariantCulture, $"variable \"{parameter.Name}\" {{\n");
                HclText.WriteAttributes(
                    text,
                    [
                        new("description", HclText.Quote(group.Local is null ? parameter.Description : $"{parameter.Description} The keys are those of local.{group.Local}.")),
                        new("type", group.Local is null ? "string" : "map(string)"),
                        new("sensitive", "true"),
                    ],
                    depth: 1);
                text.Append("}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The resources of a group.</summary>
    public string Text(TerraformGroup group)
    {
        var text = new StringBuilder();
        if (group.Local is { } local)
        {
            text.Append("locals {\n");
            HclText.WriteAttributes(text, [new(local, HclText.Expression(ClustersOf(group), name => name, depth: 1))], depth: 1);
            text.Append("}\n");
        }

        foreach (var extension in group.Extensions)
        {
            text.Append(text.Length > 0 ? "\n" : null);
            var isAzapi = _azapiReasons[extension] is not null;
            var resource = new TerraformResource(group, extension, isAzapi ? null : Alias(group.SubscriptionId));
            resource.Write(text, isAzapi, _azapiReasons[extension]);
        }

        return text.ToString();
    }

    private static TerraformGroup Name(ExportGroup group, IReadOnlyDictionary<ExportCluster, string> keys, Identifiers names, Identifiers locals)
    {
        var isShared = group.Clusters.Count > 1;
        var template = Template.Of(group, names.Under(isShared ? null : group.Name));
        // A key without a number stays the same when clusters are added, and so does the address of its resource.
        return new(group, template, isShared ? locals.Take(group.Name) : null, [.. group.Clusters.Select(cluster => keys[cluster])]);
    }

    private static ObjectValue ClustersOf(TerraformGroup group) => new(
    [
        .. group.Group.Clusters.Select((cluster, index) => KeyValuePair.Create(group.Keys[index], (BodyValue)new ObjectValue(
        [
            KeyValuePair.Create("cluster_id", (BodyValue)new TextValue(cluster.Cluster.Id)),
            .. group.Template.Parameters
                .Where(parameter => parameter is { Extension: >= 0, Kind: not TemplateParameterKind.Secret })
                .Select(parameter => KeyValuePair.Create(parameter.Name, parameter.ValueFor(cluster)!)),
        ]))),
    ]);

    private static KeyValuePair<string, string> Required(string name, string source, string version) => new(
        name,
        HclText.Expression(ObjectValue.Of(("source", new TextValue(source)), ("version", new TextValue(version))), reference => reference, depth: 2));

    // One subscription has the default provider.
    private string? Alias(string subscription) => _subscriptions.Count == 1 ? null
        : string.Create(CultureInfo.InvariantCulture, $"subscription_{_subscriptions.FindIndex(known => known.Equals(subscription, StringComparison.OrdinalIgnoreCase)) + 1}");
}
