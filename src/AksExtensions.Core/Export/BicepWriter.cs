using System.Globalization;
using System.Text;

namespace AksExtensions.Export;

/// <summary>Writes Bicep, and parameter files where several clusters share a file.</summary>
internal sealed class BicepWriter : IExportWriter
{
    /// <summary>Words that are no identifiers, or would hide the namespaces of functions.</summary>
    public static string[] Reserved => ["true", "false", "null", "az", "sys", "resourceId", "parameters", "readEnvironmentVariable"];

    /// <inheritdoc/>
    public ExportResult Write(ExportSet set)
    {
        var names = set.FileNamesOf();
        var files = new List<ExportFile>();
        foreach (var group in set.Groups())
        {
            var file = $"{group.Name}.bicep";
            var template = Template.Of(group, ArmWriter.NewNames());
            files.Add(new(file, TemplateText(template, file)));
            files.AddRange(group.Clusters.Where(_ => group.Clusters.Count > 1)
                .Select(cluster => new ExportFile($"{names[cluster]}.bicepparam", ParametersText(template, cluster, file, names[cluster]))));
        }

        return new(files);
    }

    /// <inheritdoc/>
    public ExportResult WriteText(ExportSet set) => DeploymentScope.Count(set) == 1 && set.Clusters.Count > 1 ? WriteFile(set, "extensions.bicep") : Write(set);

    /// <inheritdoc/>
    public ExportResult WriteFile(ExportSet set, string name)
    {
        DeploymentScope.RequireOne(set, "A Bicep file");
        return new([new(name, TemplateText(Template.Of(set.Clusters, ArmWriter.NewNames()), name))]);
    }

    /// <summary>The text of a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="file">The file's name, for the command that deploys it; null without.</param>
    public static string TemplateText(Template template, string? file = null)
    {
        var text = new StringBuilder();
        if (file is not null && template.Clusters[0] is { NameParameter: null } known)
        {
            text.Append(CultureInfo.InvariantCulture, $"// {DeploymentScope.Command(known.Cluster, $"--template-file {Printable.Argument(file)}")}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"metadata description = {BicepText.Quote(template.Description)}\n");
        foreach (var parameter in template.Parameters)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n@description({BicepText.Quote(parameter.Description)})\n");
            var isSecret = parameter.Kind == TemplateParameterKind.Secret;
            // The linter takes the settings of an extension whose name contains 'secret' for one.
            text.Append(isSecret ? "@secure()\n" : parameter.Extension >= 0 ? "#disable-next-line secure-secrets-in-params\n" : null);
            text.Append(CultureInfo.InvariantCulture, $"param {parameter.Name} {(parameter.Kind == TemplateParameterKind.Settings ? "object" : "string")}\n");
        }

        foreach (var cluster in template.Clusters)
        {
            var type = cluster.Cluster.Type;
            text.Append(CultureInfo.InvariantCulture, $"\nresource {cluster.Symbol} '{cluster.Cluster.ResourceProvider}/{type.ResourceType}@{type.ApiVersion}' existing = {{\n");
            text.Append(CultureInfo.InvariantCulture, $"  name: {cluster.NameParameter ?? BicepText.Quote(cluster.Cluster.Name)}\n}}\n");
            foreach (var extension in cluster.Extensions)
            {
                WriteExtension(text, cluster, extension);
            }
        }

        return text.ToString();
    }

    private static void WriteExtension(StringBuilder text, TemplateCluster cluster, TemplateExtension extension)
    {
        text.Append(CultureInfo.InvariantCulture, $"\nresource {extension.Symbol} '{ExtensionBody.ResourceType}@{ExtensionBody.ApiVersion}' = {{\n");
        text.Append(CultureInfo.InvariantCulture, $"  name: {BicepText.Quote(extension.Extension.Name)}\n  scope: {cluster.Symbol}\n");
        BicepText.WriteMembers(text, ExtensionBody.Envelope(cluster, extension), depth: 1);
        text.Append("  properties: ");
        BicepText.Write(text, ExtensionBody.Properties(extension), depth: 1);
        text.Append("\n}\n");
    }

    private static string ParametersText(Template template, ExportCluster cluster, string file, string name)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"// {DeploymentScope.Command(cluster.Cluster, $"--parameters {Printable.Argument($"{name}.bicepparam")}")}\n");
        text.Append(CultureInfo.InvariantCulture, $"using {BicepText.Quote(file)}\n");
        foreach (var parameter in template.Parameters)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nparam {parameter.Name} = ");
            if (parameter.ValueFor(cluster) is { } value)
            {
                BicepText.Write(text, value, depth: 0);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"readEnvironmentVariable({BicepText.Quote(VariableOf(parameter))})");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    // A baseline's files and vaults are no variables, so those get the parameter's name.
    private static string VariableOf(TemplateParameter parameter) =>
        parameter.Source is { Source: DesiredState.SecretSource.Env, Name: { } variable } ? variable : parameter.Name;
}
