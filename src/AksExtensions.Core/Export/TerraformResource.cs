using System.Globalization;
using System.Text;

namespace AksExtensions.Export;

/// <summary>An extension as a resource of Terraform.</summary>
/// <param name="group">Its group.</param>
/// <param name="extension">The extension.</param>
/// <param name="alias">The alias of its provider; null for the default provider.</param>
internal sealed class TerraformResource(TerraformGroup group, TemplateExtension extension, string? alias)
{
    private bool IsShared => group.Local is not null;

    private string ClusterId => IsShared ? "each.value.cluster_id" : HclText.Quote(group.Group.Clusters[0].Cluster.Id);

    /// <summary>Writes it, and the import block of what exists.</summary>
    /// <param name="text">Receives the text.</param>
    /// <param name="isAzapi">Whether it is an azapi_resource.</param>
    /// <param name="reason">Why azurerm cannot express it; null or empty when nothing has to be said.</param>
    public void Write(StringBuilder text, bool isAzapi, string? reason)
    {
        var type = isAzapi ? "azapi_resource" : "azurerm_kubernetes_cluster_extension";
        if (!string.IsNullOrEmpty(reason))
        {
            text.Append(CultureInfo.InvariantCulture, $"# {Printable.Comment($"azapi_resource, because {reason}.")}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"resource \"{type}\" \"{extension.Symbol}\" {{\n");
        if (isAzapi)
        {
            WriteAzapi(text);
        }
        else
        {
            WriteAzurerm(text);
        }

        text.Append("}\n");
        if (group.Group.Clusters[0].Exists)
        {
            WriteImport(text, type, isAzapi);
        }
    }

    private void WriteAzurerm(StringBuilder text)
    {
        var request = extension.Extension.Request;
        Lines(
            text,
            Meta(),
            [
                ("name", HclText.Quote(extension.Extension.Name)),
                ("cluster_id", ClusterId),
                ("extension_type", HclText.Quote(request.ExtensionType)),
                ("release_train", Quote(request.ReleaseTrain)),
                ("release_namespace", Quote(request.ReleaseNamespace)),
                ("target_namespace", Quote(request.TargetNamespace)),
                ("version", extension.VersionParameter is { } version ? Reference(version) : Quote(request.Version)),
            ],
            [("configuration_settings", Expression(ExtensionBody.Settings(extension)))],
            [("configuration_protected_settings", Expression(ExtensionBody.Secrets(extension)))]);
        if (request.Plan is { } plan)
        {
            text.Append("\n  plan {\n");
            HclText.WriteAttributes(
                text,
                Given([("name", Quote(plan.Name)), ("publisher", Quote(plan.Publisher)), ("product", Quote(plan.Product)), ("promotion_code", Quote(plan.PromotionCode)), ("version", Quote(plan.Version))]),
                depth: 2);
            text.Append("  }\n");
        }
    }

    private void WriteAzapi(StringBuilder text)
    {
        var cluster = group.Template.Clusters[0];
        var identity = ExtensionBody.Envelope(cluster, extension).Members;
        var body = new ObjectValue(
        [
            .. identity.Where(member => member.Key != "identity"),
            KeyValuePair.Create("properties", (BodyValue)ExtensionBody.Properties(extension, withSecrets: false)),
        ]);
        var secrets = ExtensionBody.Secrets(extension);
        Lines(
            text,
            Meta(),
            [
                ("type", HclText.Quote($"{ExtensionBody.ResourceType}@{ExtensionBody.ApiVersion}")),
                ("name", HclText.Quote(extension.Extension.Name)),
                ("parent_id", ClusterId),
            ],
            [("body", Expression(body))],
            [("sensitive_body", secrets is null ? null : Expression(ObjectValue.Of(("properties", ObjectValue.Of(("configurationProtectedSettings", secrets))))))]);
        if (identity.Any(member => member.Key == "identity"))
        {
            text.Append("\n  identity {\n    type = \"SystemAssigned\"\n  }\n");
        }
    }

    // Without it, Terraform would create what exists.
    private void WriteImport(StringBuilder text, string type, bool isAzapi)
    {
        var tail = $"/providers/{ExtensionBody.ResourceType}/{extension.Extension.Name}{(isAzapi ? $"?api-version={ExtensionBody.ApiVersion}" : null)}";
        text.Append("\nimport {\n");
        HclText.WriteAttributes(
            text,
            Given(
            [
                .. Meta(),
                ("to", $"{type}.{extension.Symbol}{(IsShared ? "[each.key]" : null)}"),
                ("id", IsShared ? $"\"${{each.value.cluster_id}}{tail}\"" : HclText.Quote(group.Group.Clusters[0].Cluster.Id + tail)),
            ]),
            depth: 1);
        text.Append("}\n");
    }

    private (string Name, string? Value)[] Meta() =>
        [("for_each", IsShared ? $"local.{group.Local}" : null), ("provider", alias is null ? null : $"azurerm.{alias}")];

    // Parts of a resource, with an empty line between them.
    private static void Lines(StringBuilder text, params (string Name, string? Value)[][] parts)
    {
        var isFirst = true;
        foreach (var part in parts.Select(Given).Where(part => part.Count > 0))
        {
            text.Append(isFirst ? null : "\n");
            HclText.WriteAttributes(text, part, depth: 1);
            isFirst = false;
        }
    }

    private static List<KeyValuePair<string, string>> Given((string Name, string? Value)[] attributes) =>
        [.. attributes.Where(attribute => attribute.Value is not null).Select(attribute => KeyValuePair.Create(attribute.Name, attribute.Value!))];

    private static string? Quote(string? text) => text is null ? null : HclText.Quote(text);

    private string? Expression(BodyValue? value) => value is null ? null : HclText.Expression(value, Reference, depth: 1);

    private string Reference(string parameter) =>
        group.Template.Parameters.First(known => known.Name == parameter).Kind != TemplateParameterKind.Secret ? $"each.value.{parameter}"
        : IsShared ? $"var.{parameter}[each.key]"
        : $"var.{parameter}";
}

/// <summary>What the azurerm provider cannot express, from the source of azurerm_kubernetes_cluster_extension (4.x).</summary>
internal static class AzurermLimits
{
    /// <summary>Why an extension of a group needs azapi; null when azurerm can express it.</summary>
    public static string? Of(ExportGroup group, TemplateExtension extension)
    {
        var request = extension.Extension.Request;
        return group.Clusters[0].Cluster.Type.Type != ClusterType.ManagedClusters ? "azurerm_kubernetes_cluster_extension is for AKS clusters only"
            : request.AutoUpgradeMode is AutoUpgradeMode.Patch or AutoUpgradeMode.Compatible ? "azurerm has no autoUpgradeMode"
            : request.Version is null && (request.AutoUpgradeMinorVersion == false || request.AutoUpgradeMode == AutoUpgradeMode.None)
                ? "azurerm turns automatic upgrades off only with a version"
            : request is { Version: not null, ReleaseTrain: not null } ? "azurerm does not accept version together with release_train"
            : group.Clusters.Any(cluster => cluster.Extensions.First(other => other.Name == extension.Extension.Name).Request.ConfigurationSettings?.Values.Contains(string.Empty) == true)
                ? "azurerm accepts no empty setting"
            : null;
    }
}
