using AksExtensions.DesiredState;

namespace AksExtensions.Export;

/// <summary>Names what a template consists of, and makes parameters of what differs between its clusters.</summary>
/// <param name="names">The identifiers of the file.</param>
internal sealed class TemplateBuilder(Identifiers names)
{
    private readonly List<TemplateParameter> _parameters = [];

    /// <summary>The parameters so far.</summary>
    public IReadOnlyList<TemplateParameter> Parameters => _parameters;

    /// <summary>One cluster, with its own values.</summary>
    public TemplateCluster Single(ExportCluster cluster)
    {
        var symbol = names.Take("cluster");
        return new(symbol, cluster.Cluster, null, [.. cluster.Extensions.Select((extension, index) => new TemplateExtension(names.Take(extension.Name), extension)
        {
            SecretParameters = Secrets(extension, index),
        })]);
    }

    /// <summary>Clusters that have the same extensions.</summary>
    public TemplateCluster Shared(ExportGroup group, bool isForAnyCluster)
    {
        var parameter = names.Take("cluster name");
        _parameters.Add(new(parameter, TemplateParameterKind.Text, "The name of the cluster.", -1));
        var symbol = names.Take("cluster");
        var first = group.Clusters[0];
        return new(symbol, first.Cluster, parameter, [.. first.Extensions.Select((extension, index) =>
        {
            var own = names.Take(extension.Name);
            return new TemplateExtension(own, extension)
            {
                VersionParameter = extension.Request.Version is not null && (isForAnyCluster || Differs(group, index, other => other.Request.Version))
                    ? Add(index, $"{extension.Name} version", TemplateParameterKind.Text, $"The version of {extension.Name}.")
                    : null,
                SettingsParameter = isForAnyCluster ? extension.Request.ConfigurationSettings is { Count: > 0 } ? AddSettings(extension, index) : null
                    : Differs(group, index, other => SettingsKey(other)) ? AddSettings(extension, index)
                    : null,
                SecretParameters = Secrets(extension, index),
            };
        })]);
    }

    /// <summary>The settings as one text, for comparing.</summary>
    public static string SettingsKey(DesiredExtension extension) => string.Concat(
        (extension.Request.ConfigurationSettings ?? ClusterExtension.Empty)
            .OrderBy(setting => setting.Key, StringComparer.Ordinal)
            .Select(setting => $"{setting.Key.Length}:{setting.Key}{setting.Value.Length}:{setting.Value}"));

    private string AddSettings(DesiredExtension extension, int index) =>
        Add(index, $"{extension.Name} settings", TemplateParameterKind.Settings, $"The configuration settings of {extension.Name}.");

    private List<KeyValuePair<string, string>> Secrets(DesiredExtension extension, int index) =>
    [
        .. extension.ProtectedSettings.OrderBy(secret => secret.Key, StringComparer.Ordinal).Select(secret => KeyValuePair.Create(
            secret.Key,
            Add(index, $"{extension.Name} {secret.Key}", TemplateParameterKind.Secret, $"The protected setting {ShownKey(secret.Key)} of {extension.Name}.", secret.Value))),
    ];

    private string Add(int extension, string name, TemplateParameterKind kind, string description, SecretReference? source = null)
    {
        var identifier = names.Take(name);
        _parameters.Add(new(identifier, kind, description, extension, source));
        return identifier;
    }

    private static bool Differs(ExportGroup group, int index, Func<DesiredExtension, string?> value) =>
        group.Clusters.Skip(1).Any(cluster => value(cluster.Extensions[index]) != value(group.Clusters[0].Extensions[index]));

    private static string ShownKey(string key) => Readable.Line(Readable.Text(key), 80);
}
