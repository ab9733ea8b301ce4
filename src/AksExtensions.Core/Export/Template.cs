using AksExtensions.DesiredState;

namespace AksExtensions.Export;

/// <summary>The kinds of parameters that a template has.</summary>
internal enum TemplateParameterKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>The settings of an extension.</summary>
    Settings,

    /// <summary>The value of a protected setting.</summary>
    Secret,
}

/// <summary>A parameter of a template.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Description">What it is.</param>
/// <param name="Extension">The position of its extension in a cluster's list; -1 for the cluster's name.</param>
/// <param name="Source">Where the value of a secret comes from; otherwise null.</param>
internal sealed record TemplateParameter(string Name, TemplateParameterKind Kind, string Description, int Extension, SecretReference? Source = null)
{
    /// <summary>Its value for one of the clusters; null for a secret.</summary>
    public BodyValue? ValueFor(ExportCluster cluster) => Kind switch
    {
        TemplateParameterKind.Secret => null,
        TemplateParameterKind.Settings => ObjectValue.Of(cluster.Extensions[Extension].Request.ConfigurationSettings ?? ClusterExtension.Empty),
        _ => new TextValue(Extension < 0 ? cluster.Cluster.Name : cluster.Extensions[Extension].Request.Version!),
    };
}

/// <summary>An extension of a template.</summary>
/// <param name="Symbol">Its name in the language.</param>
/// <param name="Extension">What it is.</param>
internal sealed record TemplateExtension(string Symbol, DesiredExtension Extension)
{
    /// <summary>The parameter of its version; null when all clusters have the same version.</summary>
    public string? VersionParameter { get; init; }

    /// <summary>The parameter of its settings; null when all clusters have the same settings.</summary>
    public string? SettingsParameter { get; init; }

    /// <summary>The parameters of the protected settings, by key.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> SecretParameters { get; init; } = [];
}

/// <summary>A cluster of a template.</summary>
/// <param name="Symbol">Its name in the language.</param>
/// <param name="Cluster">The cluster; of several, the first one.</param>
/// <param name="NameParameter">The parameter of its name; null when the template is for this cluster only.</param>
/// <param name="Extensions">Its extensions.</param>
internal sealed record TemplateCluster(string Symbol, ClusterReference Cluster, string? NameParameter, IReadOnlyList<TemplateExtension> Extensions);

/// <summary>What one file deploys.</summary>
/// <param name="Description">What it is.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Clusters">Its clusters; a single one where the cluster's name is a parameter.</param>
internal sealed record Template(string Description, IReadOnlyList<TemplateParameter> Parameters, IReadOnlyList<TemplateCluster> Clusters)
{
    /// <summary>A template for the clusters of a group: with parameters for what differs when there are several.</summary>
    /// <param name="group">The group.</param>
    /// <param name="names">The identifiers of the file.</param>
    /// <param name="isForAnyCluster">Whether everything that can differ is a parameter, even for one cluster.</param>
    public static Template Of(ExportGroup group, Identifiers names, bool isForAnyCluster = false)
    {
        var isShared = isForAnyCluster || group.Clusters.Count > 1;
        var builder = new TemplateBuilder(names);
        var cluster = isShared ? builder.Shared(group, isForAnyCluster) : builder.Single(group.Clusters[0]);
        var extensions = string.Join(", ", group.Clusters[0].Extensions.Select(extension => extension.Name));
        return new(
            isShared ? $"Cluster extensions: {extensions}." : $"Cluster extensions of {cluster.Cluster.Label}.",
            builder.Parameters, [cluster]);
    }

    /// <summary>A template for several clusters of one resource group, without parameters but for secrets.</summary>
    public static Template Of(IReadOnlyList<ExportCluster> clusters, Identifiers names)
    {
        if (clusters is [var only])
        {
            return Of(new ExportGroup(only.Cluster.Name, [only]), names);
        }

        var builder = new TemplateBuilder(names);
        List<TemplateCluster> all = [.. clusters.Select(builder.Single)];
        return new($"Cluster extensions of {clusters.Count} clusters in {clusters[0].Cluster.ResourceGroupName}.", builder.Parameters, all);
    }
}
