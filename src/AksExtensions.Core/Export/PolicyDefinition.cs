using System.Text.Json;
using AksExtensions.DesiredState;

namespace AksExtensions.Export;

/// <summary>
/// A policy that installs one extension where it is missing, in the form of the built-in policy for Flux (f9175d5f-abc8-1dc3-bd3c-5d7476ada3d1).
/// </summary>
internal sealed class PolicyDefinition
{
    // Contributor, as in the built-in policy.
    private const string Role = "/providers/microsoft.authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c";
    private const string Vault = "keyVaultId";
    private const string Effect = "effect";

    private PolicyDefinition(string name, ExportGroup group)
    {
        (Name, Group) = (name, group);
        Template = Template.Of(group, new(IdentifierStyle.Camel, [.. BicepWriter.Reserved, Vault, Effect]), isForAnyCluster: true);
        Default = group.Clusters
            .GroupBy(cluster => Choice(cluster.Extensions[0]), StringComparer.Ordinal)
            .OrderByDescending(choice => choice.Count()).ThenBy(choice => choice.Key, StringComparer.Ordinal)
            .First().First();
        var choice = Choice(Extension);
        Others = [.. group.Clusters.Where(cluster => Choice(cluster.Extensions[0]) != choice)];
    }

    /// <summary>The definition's name.</summary>
    public string Name { get; }

    /// <summary>The clusters that have the extension.</summary>
    public ExportGroup Group { get; }

    /// <summary>The template that the policy deploys.</summary>
    public Template Template { get; }

    /// <summary>The cluster whose version and settings are the defaults: most clusters have them.</summary>
    public ExportCluster Default { get; }

    /// <summary>The extension.</summary>
    public DesiredExtension Extension => Default.Extensions[0];

    /// <summary>The clusters whose version or settings are other ones.</summary>
    public IReadOnlyList<ExportCluster> Others { get; }

    /// <summary>The policy's parameters without a default: values that an assignment has to give.</summary>
    public IReadOnlyList<string> RequiredParameters => Secrets.Count == 0 ? [] : [Vault, .. Secrets.Select(SecretName)];

    private List<TemplateParameter> Secrets => [.. Template.Parameters.Where(parameter => parameter.Kind == TemplateParameterKind.Secret)];

    private List<TemplateParameter> Values => [.. Template.Parameters.Where(parameter => parameter.Extension >= 0 && parameter.Kind != TemplateParameterKind.Secret)];

    /// <summary>The definitions of an export: one for each extension with other options than settings and version.</summary>
    public static IReadOnlyList<PolicyDefinition> Of(ExportSet set)
    {
        var names = new Identifiers(IdentifierStyle.Kebab).Under("aks extension");
        return
        [
            .. set.Clusters.SelectMany(cluster => cluster.Extensions.Select(extension => cluster with { Extensions = [extension] }))
                .GroupBy(cluster => $"{cluster.Cluster.ResourceProvider}/{cluster.Cluster.ClusterType}\n{ExportSet.Shape(cluster.Extensions[0])}", StringComparer.Ordinal)
                .OrderBy(group => group.First().Extensions[0].Name, StringComparer.OrdinalIgnoreCase)
                .Select(group => new PolicyDefinition(names.Take(group.First().Extensions[0].Name), new(string.Empty, [.. group]))),
        ];
    }

    /// <summary>The definition as the REST API takes it.</summary>
    public string Text() => ArmJson.Document(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("properties");
        WriteHead(
            writer, $"Install the cluster extension {Extension.Name} ({Extension.ExtensionType})",
            "Installs the extension on clusters that do not have it. Azure Policy does not keep its settings.");
        writer.WriteString("mode", "Indexed");
        writer.WriteStartObject("parameters");
        WriteParameters(writer, withDefaults: true);
        writer.WriteEndObject();
        WriteRule(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary>What a definition and an initiative begin with.</summary>
    public static void WriteHead(Utf8JsonWriter writer, string displayName, string description)
    {
        writer.WriteString("displayName", displayName);
        writer.WriteString("description", description);
        writer.WriteString("policyType", "Custom");
        writer.WriteStartObject("metadata");
        writer.WriteString("version", "1.0.0");
        writer.WriteString("category", "Kubernetes");
        writer.WriteEndObject();
    }

    /// <summary>The parameters of the definition, in the object that is open. In an initiative, their names have a prefix.</summary>
    public void WriteParameters(Utf8JsonWriter writer, bool withDefaults, string? prefix = null)
    {
        WriteParameter(writer, prefix + Effect, "String", "Enables or disables the policy.", () =>
        {
            writer.WriteStartArray("allowedValues");
            writer.WriteStringValue("DeployIfNotExists");
            writer.WriteStringValue("Disabled");
            writer.WriteEndArray();
            writer.WriteString("defaultValue", "DeployIfNotExists");
        });
        foreach (var parameter in Values)
        {
            WriteParameter(writer, prefix + parameter.Name, parameter.Kind == TemplateParameterKind.Settings ? "Object" : "String", parameter.Description, () =>
            {
                if (withDefaults)
                {
                    writer.WritePropertyName("defaultValue");
                    ArmJson.WritePlainValue(writer, parameter.ValueFor(Default)!);
                }
            });
        }

        if (Secrets.Count > 0)
        {
            WriteParameter(writer, prefix + Vault, "String", "The resource ID of the key vault that has the protected settings.", () => { });
            foreach (var secret in Secrets)
            {
                WriteParameter(writer, prefix + SecretName(secret), "String", $"The name of the secret in the key vault. {secret.Description}", () => { });
            }
        }
    }

    /// <summary>The values of the parameters in an initiative, in the object that is open: the initiative's own parameters.</summary>
    public void WriteArguments(Utf8JsonWriter writer, string prefix)
    {
        foreach (var name in Values.Select(parameter => parameter.Name).Prepend(Effect).Concat(RequiredParameters))
        {
            WriteValue(writer, name, $"[parameters('{prefix}{name}')]");
        }
    }

    private void WriteRule(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("policyRule");
        writer.WriteStartObject("if");
        writer.WriteString("field", "type");
        writer.WriteString("equals", $"{Default.Cluster.ResourceProvider}/{Default.Cluster.ClusterType}");
        writer.WriteEndObject();
        writer.WriteStartObject("then");
        writer.WriteString(Effect, $"[parameters('{Effect}')]");
        writer.WriteStartObject("details");
        writer.WriteString("type", ExtensionBody.ResourceType);
        writer.WriteStartArray("roleDefinitionIds");
        writer.WriteStringValue(Role);
        writer.WriteEndArray();
        WriteExistence(writer);
        WriteDeployment(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteExistence(Utf8JsonWriter writer)
    {
        var request = Extension.Request;
        var version = Template.Clusters[0].Extensions[0].VersionParameter;
        writer.WriteStartObject("existenceCondition");
        writer.WriteStartArray("allOf");
        Condition("extensionType", ArmJson.Literal(request.ExtensionType));
        Condition("provisioningState", ProvisioningStates.Succeeded);
        if (request.ReleaseTrain is { } train)
        {
            Condition("releaseTrain", ArmJson.Literal(train));
        }

        if (request.AutoUpgradeMinorVersion is not null || request.AutoUpgradeMode is not null || version is not null)
        {
            var isOff = version is not null || request.AutoUpgradeMinorVersion == false || request.AutoUpgradeMode == AutoUpgradeMode.None;
            Condition("autoUpgradeMinorVersion", isOff ? "false" : "true");
        }

        if (version is not null)
        {
            Condition("version", $"[parameters('{version}')]");
        }

        writer.WriteEndArray();
        writer.WriteEndObject();

        void Condition(string alias, string value)
        {
            writer.WriteStartObject();
            writer.WriteString("field", $"{ExtensionBody.ResourceType}/{alias}");
            writer.WriteString("equals", value);
            writer.WriteEndObject();
        }
    }

    private void WriteDeployment(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("deployment");
        writer.WriteStartObject("properties");
        writer.WriteString("mode", "incremental");
        writer.WritePropertyName("template");
        ArmWriter.WriteTemplate(writer, Template);
        writer.WriteStartObject("parameters");
        WriteValue(writer, Template.Clusters[0].NameParameter!, "[field('name')]");
        foreach (var parameter in Values)
        {
            WriteValue(writer, parameter.Name, $"[parameters('{parameter.Name}')]");
        }

        foreach (var secret in Secrets)
        {
            // The policy has no secure parameters; a reference is read by Azure Resource Manager when it deploys.
            writer.WriteStartObject(secret.Name);
            writer.WriteStartObject("reference");
            writer.WriteStartObject("keyVault");
            writer.WriteString("id", $"[parameters('{Vault}')]");
            writer.WriteEndObject();
            writer.WriteString("secretName", $"[parameters('{SecretName(secret)}')]");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteParameter(Utf8JsonWriter writer, string name, string type, string description, Action rest)
    {
        writer.WriteStartObject(name);
        writer.WriteString("type", type);
        writer.WriteStartObject("metadata");
        writer.WriteString("displayName", name);
        writer.WriteString("description", description);
        writer.WriteEndObject();
        rest();
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, string name, string value)
    {
        writer.WriteStartObject(name);
        writer.WriteString("value", value);
        writer.WriteEndObject();
    }

    private static string SecretName(TemplateParameter secret) => $"{secret.Name}SecretName";

    private static string Choice(DesiredExtension extension) => $"{extension.Request.Version}\n{TemplateBuilder.SettingsKey(extension)}";
}
