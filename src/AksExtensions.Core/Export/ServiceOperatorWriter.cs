using System.Globalization;
using System.Text;
using AksExtensions.DesiredState;

namespace AksExtensions.Export;

/// <summary>
/// Writes resources of Azure Service Operator: Extension of kubernetesconfiguration.azure.com/v1api20241101, owned by the cluster's resource ID.
/// </summary>
internal sealed class ServiceOperatorWriter : IExportWriter
{
    /// <inheritdoc/>
    public ExportResult Write(ExportSet set)
    {
        var (files, names) = (set.FileNamesOf(), NewNames());
        return new([.. set.Clusters.Select(cluster => new ExportFile($"{files[cluster]}.yaml", Text(cluster, names)))]) { Notes = Notes(set) };
    }

    /// <inheritdoc/>
    public ExportResult WriteText(ExportSet set) => WriteFile(set, "extensions.yaml");

    /// <inheritdoc/>
    public ExportResult WriteFile(ExportSet set, string name)
    {
        var names = NewNames();
        return new([new(name, string.Join("---\n", set.Clusters.Select(cluster => Text(cluster, names))))]) { Notes = Notes(set) };
    }

    private static Identifiers NewNames() => new(IdentifierStyle.Kebab);

    private static string Text(ExportCluster cluster, Identifiers names)
    {
        var text = new StringBuilder();
        foreach (var extension in cluster.Extensions)
        {
            text.Append(text.Length > 0 ? "---\n" : null);
            var name = names.Under(cluster.Cluster.Name).Take(extension.Name);
            var secret = extension.ProtectedSettings.Count > 0 ? $"{name}-protected" : null;
            if (secret is not null)
            {
                var keys = extension.ProtectedSettings.Keys.Order(StringComparer.Ordinal).Select(key => Printable.Comment(key));
                text.Append(CultureInfo.InvariantCulture, $"# The Secret {secret} has the protected settings: {string.Join(", ", keys)}\n");
            }

            YamlText.WriteMembers(text, Resource(cluster, extension, name, secret), indent: 0);
        }

        return text.ToString();
    }

    private static ObjectValue Resource(ExportCluster cluster, DesiredExtension extension, string name, string? secret)
    {
        var template = new TemplateExtension(name, extension);
        var place = new TemplateCluster(name, cluster.Cluster, null, [template]);
        var minor = extension.Request.AutoUpgradeMinorVersion ?? MinorOf(extension.Request.AutoUpgradeMode);
        return ObjectValue.Of(
            ("apiVersion", new TextValue("kubernetesconfiguration.azure.com/v1api20241101")),
            ("kind", new TextValue("Extension")),
            ("metadata", ObjectValue.Of(("name", new TextValue(name)))),
            ("spec", new ObjectValue(
            [
                KeyValuePair.Create("azureName", (BodyValue)new TextValue(extension.Name)),
                KeyValuePair.Create("owner", (BodyValue)ObjectValue.Of(("armId", new TextValue(cluster.Cluster.Id)))),
                .. ExtensionBody.Envelope(place, template).Members,
                .. minor is { } flag ? [KeyValuePair.Create("autoUpgradeMinorVersion", (BodyValue)new FlagValue(flag))] : Array.Empty<KeyValuePair<string, BodyValue>>(),
                .. ExtensionBody.Properties(template, withSecrets: false).Members.Where(member => member.Key is not ("autoUpgradeMinorVersion" or "autoUpgradeMode")),
                .. secret is null ? [] : new[] { KeyValuePair.Create("configurationProtectedSettings", (BodyValue)ObjectValue.Of(("name", new TextValue(secret)))) },
            ])));
    }

    // This version of the API has no mode. Automatic upgrades are those of the mode Compatible.
    private static bool? MinorOf(AutoUpgradeMode? mode) => mode is null ? null : mode != AutoUpgradeMode.None;

    private static List<string> Notes(ExportSet set)
    {
        var patched = set.Clusters.SelectMany(cluster => cluster.Extensions
            .Where(extension => extension.Request.AutoUpgradeMode == AutoUpgradeMode.Patch)
            .Select(extension => $"{extension.Name} on {cluster.Cluster.Label}")).ToList();
        var unnamed = set.Clusters.SelectMany(cluster => cluster.Extensions
            .Where(extension => !extension.ProtectedSettings.Keys.All(IsKeyOfSecret))
            .Select(extension => $"{extension.Name} on {cluster.Cluster.Label}")).ToList();
        List<string> notes = [];
        if (patched.Count > 0)
        {
            notes.Add($"Azure Service Operator has no autoUpgradeMode (v1api20241101), so minor versions are upgraded, too: {ExportNotes.Some(patched)}");
        }

        if (unnamed.Count > 0)
        {
            notes.Add($"A Kubernetes Secret cannot have some of the keys, because they contain other characters than letters, digits, '-', '_' and '.': {ExportNotes.Some(unnamed)}");
        }

        return notes;
    }

    private static bool IsKeyOfSecret(string key) => key.Length <= 253 && key.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');
}
