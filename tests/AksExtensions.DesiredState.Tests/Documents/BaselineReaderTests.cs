using System.Text.Json;
using Json.Schema;
using Xunit;

namespace AksExtensions.DesiredState.Tests;

public sealed class BaselineReaderTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(Samples.Resource("baseline.schema.json"));

    [Fact]
    public void The_document_of_the_design_says_what_it_says()
    {
        var baseline = Samples.Read(Samples.Full);

        Assert.Equal(["canary 1.00:00:00", "early 1.12:00:00", "rest 00:00:00"], baseline.Rings.Select(ring => $"{ring.Name} {ring.Soak}"));
        Assert.Null(baseline.Rings[2].Clusters);
        var (flux, train, dapr) = (baseline.Extensions[0], baseline.Extensions[1], baseline.Extensions[2]);
        Assert.Equal(("flux", "microsoft.flux", "1.18.2", false), (flux.Name, flux.ExtensionType, flux.Request.Version, flux.Request.AutoUpgradeMinorVersion));
        Assert.Equal((ExtensionScope.Cluster, "flux-system"), (flux.Request.Scope, flux.Request.ReleaseNamespace));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["multiTenancy.enforce"] = "true", ["source-controller.enabled"] = "true",
                ["tolerations[0].key"] = "spot", ["tolerations[0].value"] = "1.10",
            },
            flux.Request.ConfigurationSettings);
        Assert.True(flux.IsExact);
        Assert.Equal(
            ["git.key: file git.key", "password: environment variable FLUX_PASSWORD", "token: secret flux-token of vault team"],
            flux.ProtectedSettings.Select(setting => $"{setting.Key}: {setting.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(new DocumentPlace(12, 5), flux.Place);
        Assert.Equal(("preview", AutoUpgradeMode.Compatible), (train.Request.ReleaseTrain, train.Request.AutoUpgradeMode));
        Assert.Equal(("train", ExtensionScope.Namespace), (train.Request.TargetNamespace, train.Request.Scope));
        Assert.Equal("basic", train.Request.Plan?.Name);
        Assert.Null(train.Clusters);
        Assert.True(dapr.IsAbsent);
    }

    [Fact]
    public void Good_documents_pass_the_schema()
    {
        foreach (var document in new[] { Samples.Full, Short })
        {
            var results = Schema.Evaluate(
                JsonSerializer.SerializeToElement(Samples.Json(Samples.Parser.Parse(document).Root)), new() { OutputFormat = OutputFormat.List });

            Assert.True(results.IsValid, string.Join('\n', results.Details?.Where(detail => detail.Errors is not null)
                .Select(detail => $"{detail.InstanceLocation}: {string.Join("; ", detail.Errors!.Values)}") ?? []));
        }
    }

    [Fact]
    public void JSON_is_read_as_what_it_is()
    {
        var json = "\uFEFF{\r\n\t\"$schema\": \"x\",\r\n\t\"version\": 1,\r\n\t\"extensions\": [\r\n\t\t{ \"name\": \"flux\", \"type\": \"microsoft.flux\","
            + " \"settings\": { \"a\": \"\\/\\u00e9\\ud83d\\ude00\", \"b\": true, \"n\": 1.50, \"s\": \"null\" } }\r\n\t]\r\n}\r\n";

        var settings = Samples.Read(json).Extensions[0].Request.ConfigurationSettings;

        Assert.Equal(new Dictionary<string, string> { ["a"] = "/é😀", ["b"] = "true", ["n"] = "1.50", ["s"] = "null" }, settings);
    }

    [Theory]
    [InlineData("NO", "NO")]
    [InlineData("yes", "yes")]
    [InlineData("True", "True")]
    [InlineData("1.10", "1.10")]
    [InlineData("012", "012")]
    [InlineData("1e3", "1e3")]
    [InlineData("0x1F", "0x1F")]
    [InlineData("2026-11-25", "2026-11-25")]
    [InlineData("12:30:45", "12:30:45")]
    [InlineData("'null'", "null")]
    [InlineData("\"\"", "")]
    [InlineData("!!str 7", "7")]
    [InlineData(">-\n        a\n        b", "a b")]
    [InlineData("|\n        a\n        b\n", "a\nb\n")]
    public void A_settings_value_is_the_text_that_is_written(string written, string value) => Assert.Equal(
        value, Samples.Read($"version: 1\nextensions:\n  - name: x\n    type: contoso.x\n    settings:\n      a: {written}\n").Extensions[0].Request.ConfigurationSettings!["a"]);

    [Fact]
    public void Anchors_and_merges_share_what_entries_have_in_common()
    {
        var baseline = Samples.Read("""
            version: 1
            extensions:
              - &flux
                name: flux
                type: microsoft.flux
                version: 1.18.2
                clusters: { tags: { env: prod } }
                settings: &common { a: 1, b: 2 }
              - <<: *flux
                clusters: { tags: { env: dev } }
                settings: { <<: [*common, { a: 9, c: 4 }], b: 3 }
            """);

        Assert.Equal("1.18.2", baseline.Extensions[1].Request.Version);
        Assert.Equal(
            new Dictionary<string, string> { ["a"] = "1", ["b"] = "3", ["c"] = "4" }, baseline.Extensions[1].Request.ConfigurationSettings);
    }

    [Fact]
    public void Names_of_kubernetes_labels_are_flattened_as_Helm_reads_them() => Assert.Equal(
        @"nodeSelector.kubernetes\.io/os",
        Samples.Read("version: 1\nextensions:\n  - { name: x, type: contoso.x, settings: { nodeSelector: { kubernetes.io/os: linux } } }\n")
            .Extensions[0].Request.ConfigurationSettings!.Keys.Single());

    [Fact]
    public void What_the_service_may_refuse_is_a_warning_with_its_place()
    {
        var baseline = Samples.Read("""
            version: 1
            extensions:
              - name: dapr
                type: microsoft.dapr
                settings: { global.ha.enabeld: true }
              - name: quiet
                type: microsoft.dapr
                skipTypeRules: true
                settings: { global.ha.enabeld: true }
            """);

        var warning = Assert.Single(baseline.Warnings);
        Assert.StartsWith("line 3, column 5: ", warning, StringComparison.Ordinal);
        Assert.Contains("global.ha.enabled", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Short_names_of_Azure_CLI_become_the_keys_that_the_service_knows()
    {
        var settings = Samples.Read("""
            version: 1
            extensions:
              - name: backup
                type: microsoft.dataprotection.kubernetes
                skipTypeRules: true
                settings: { blobContainer: c }
            """).Extensions[0].Request.ConfigurationSettings!;

        Assert.Equal("c", settings["configuration.backupStorageLocation.bucket"]);
    }

    [Fact]
    public void A_protected_setting_satisfies_a_rule_without_its_value_being_read()
    {
        var baseline = Samples.Read("""
            version: 1
            extensions:
              - name: ml
                type: microsoft.azureml.kubernetes
                settings: { enableInference: True, inferenceRouterServiceType: LoadBalancer, sslCname: a.b }
                protectedSettings: { sslCertPemFile: { env: CERT }, sslKeyPemFile: { env: KEY } }
            """);

        Assert.Equal(2, baseline.Extensions[0].ProtectedSettings.Count);
        Assert.Null(baseline.Extensions[0].Request.ConfigurationProtectedSettings);
    }

    [Fact]
    public void Two_entries_for_one_name_may_have_clusters_that_differ() =>
        Assert.Equal(2, Samples.Read(Short + "  - { name: flux, type: microsoft.flux, clusters: { tags: { env: dev } } }\n").Extensions.Count);

    private const string Short = "version: \"1\"\nextensions:\n  - { name: flux, type: microsoft.flux, clusters: { tags: { env: prod } } }\n";
}
