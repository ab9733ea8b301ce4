using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AksExtensions.Yaml;

namespace AksExtensions.DesiredState.Tests;

/// <summary>Documents for tests, and the way from a text to a baseline.</summary>
internal static class Samples
{
    /// <summary>The document of the design, which uses every part of the format.</summary>
    public const string Full = """
        # yaml-language-server: $schema=../schemas/baseline.schema.json
        version: 1
        rings:
          - name: canary
            clusters: { tags: { ring: canary } }
            soak: 24h
          - name: early
            clusters: { locations: [westeurope, North Europe], kubernetesVersions: "1.34.*" }
            soak: 1d12h
          - name: rest
        extensions:
          - name: flux
            type: microsoft.flux
            clusters: { tags: { env: [prod, stage] }, locations: [westeurope], names: ["prod-*"], exclude: { names: ["prod-legacy-*"] } }
            version: 1.18.2
            scope: { releaseNamespace: flux-system }
            settings: { multiTenancy.enforce: true, source-controller: { enabled: true }, tolerations: [ { key: spot, value: 1.10 } ] }
            settingsMode: exact
            protectedSettings:
              password: { env: FLUX_PASSWORD }
              git: { key: { file: git.key } }
              token: { secret: flux-token, vault: team }
          - name: train
            type: contoso.train
            releaseTrain: preview
            autoUpgradeMode: compatible
            plan: { name: basic, publisher: contoso, product: train }
            scope: { targetNamespace: train }
          - name: dapr
            type: microsoft.dapr
            ensure: absent
            clusters:
              subscriptionIds: 00000000-0000-0000-0000-000000000001
              resourceGroupNames: [rg-*]
              provisioningStates: Succeeded
              tags: { team: , cost: "" }
        """;

    /// <summary>A parser, as the module has it.</summary>
    public static IDocumentParser Parser { get; } = new YamlDocumentParser();

    /// <summary>The baseline of a valid document.</summary>
    public static Baseline Read(string document)
    {
        var baseline = BaselineReader.Read(Encoding.UTF8.GetBytes(document), Parser, out var faults);
        return baseline ?? throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
    }

    /// <summary>The faults of a document.</summary>
    public static IReadOnlyList<string> Faults(string document) => Faults(Encoding.UTF8.GetBytes(document));

    /// <summary>The faults of a file.</summary>
    public static IReadOnlyList<string> Faults(byte[] file)
    {
        _ = BaselineReader.Read(file, Parser, out var faults);
        return [.. faults.Select(fault => fault.ToString())];
    }

    /// <summary>A document as JSON, by YAML's core schema: what an editor gives to a JSON schema.</summary>
    public static JsonNode? Json(DocumentNode? node) => node switch
    {
        MappingNode mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, Json(entry.Value)))),
        SequenceNode list => new JsonArray([.. list.Items.Select(Json)]),
        ScalarNode { IsNull: true } or null => null,
        ScalarNode { IsQuoted: false, Text: "true" or "false" } scalar => bool.Parse(scalar.Text),
        ScalarNode { IsQuoted: false } scalar when double.TryParse(scalar.Text, CultureInfo.InvariantCulture, out var number) => number,
        ScalarNode scalar => scalar.Text,
        _ => throw new InvalidOperationException($"A {node.GetType().Name} has no JSON."),
    };

    /// <summary>A file that is embedded in the tests.</summary>
    public static string Resource(string name)
    {
        using var stream = typeof(Samples).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
