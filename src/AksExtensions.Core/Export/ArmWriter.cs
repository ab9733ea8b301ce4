using System.Text.Json;

namespace AksExtensions.Export;

/// <summary>Writes templates of Azure Resource Manager, and parameter files where several clusters share a template.</summary>
internal sealed class ArmWriter : IExportWriter
{
    private const string TemplateSchema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
    private const string ParameterSchema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#";

    /// <inheritdoc/>
    public ExportResult Write(ExportSet set)
    {
        var names = set.FileNamesOf();
        var files = new List<ExportFile>();
        foreach (var group in set.Groups())
        {
            var template = Template.Of(group, NewNames());
            files.Add(new($"{group.Name}.json", TemplateText(template)));
            files.AddRange(group.Clusters.Where(_ => group.Clusters.Count > 1)
                .Select(cluster => new ExportFile($"{names[cluster]}.parameters.json", ParametersText(template, cluster))));
        }

        return new(files);
    }

    /// <inheritdoc/>
    public ExportResult WriteText(ExportSet set) => DeploymentScope.Count(set) == 1 && set.Clusters.Count > 1 ? WriteFile(set, "extensions.json") : Write(set);

    /// <inheritdoc/>
    public ExportResult WriteFile(ExportSet set, string name)
    {
        DeploymentScope.RequireOne(set, "A template");
        return new([new(name, TemplateText(Template.Of(set.Clusters, NewNames())))]);
    }

    /// <summary>The identifiers of a template.</summary>
    public static Identifiers NewNames() => new(IdentifierStyle.Camel, BicepWriter.Reserved);

    /// <summary>Writes a template into an open document.</summary>
    public static void WriteTemplate(Utf8JsonWriter writer, Template template)
    {
        writer.WriteStartObject();
        writer.WriteString("$schema", TemplateSchema);
        writer.WriteString("contentVersion", "1.0.0.0");
        writer.WriteStartObject("metadata");
        writer.WriteString("description", ArmJson.Literal(template.Description));
        writer.WriteEndObject();
        if (template.Parameters.Count > 0)
        {
            writer.WriteStartObject("parameters");
            foreach (var parameter in template.Parameters)
            {
                writer.WriteStartObject(parameter.Name);
                writer.WriteString("type", parameter.Kind switch
                {
                    TemplateParameterKind.Secret => "securestring",
                    TemplateParameterKind.Settings => "object",
                    _ => "string",
                });
                writer.WriteStartObject("metadata");
                writer.WriteString("description", ArmJson.Literal(parameter.Description));
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteStartArray("resources");
        foreach (var cluster in template.Clusters)
        {
            foreach (var extension in cluster.Extensions)
            {
                WriteResource(writer, cluster, extension);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string TemplateText(Template template) => ArmJson.Document(writer => WriteTemplate(writer, template));

    private static void WriteResource(Utf8JsonWriter writer, TemplateCluster cluster, TemplateExtension extension)
    {
        var name = cluster.NameParameter is { } parameter ? $"parameters('{parameter}')" : $"'{cluster.Cluster.Name}'";
        writer.WriteStartObject();
        writer.WriteString("type", ExtensionBody.ResourceType);
        writer.WriteString("apiVersion", ExtensionBody.ApiVersion);
        writer.WriteString("scope", $"[resourceId('{cluster.Cluster.ResourceProvider}/{cluster.Cluster.ClusterType}', {name})]");
        writer.WriteString("name", extension.Extension.Name);
        ArmJson.WriteMembers(writer, ExtensionBody.Envelope(cluster, extension));
        writer.WritePropertyName("properties");
        ArmJson.WriteTemplateValue(writer, ExtensionBody.Properties(extension));
        writer.WriteEndObject();
    }

    // Secrets are left out: az and New-AzResourceGroupDeployment ask for parameters without a value.
    private static string ParametersText(Template template, ExportCluster cluster) => ArmJson.Document(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("$schema", ParameterSchema);
        writer.WriteString("contentVersion", "1.0.0.0");
        writer.WriteStartObject("parameters");
        foreach (var parameter in template.Parameters)
        {
            if (parameter.ValueFor(cluster) is { } value)
            {
                writer.WriteStartObject(parameter.Name);
                writer.WritePropertyName("value");
                ArmJson.WritePlainValue(writer, value);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
