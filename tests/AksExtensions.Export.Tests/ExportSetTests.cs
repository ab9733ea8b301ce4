using AksExtensions.DesiredState;
using AksExtensions.Export;

namespace AksExtensions.Tests;

/// <summary>What is exported, in which files, in which order, and what is never in them.</summary>
public class ExportSetTests
{
    public static TheoryData<ExportFormat> Formats => [.. Enum.GetValues<ExportFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_same_input_results_in_the_same_text_whatever_its_order(ExportFormat format)
    {
        List<ClusterExtension> instances =
        [
            .. Enumerable.Range(1, 4).Select(number => Estate.Instance(Estate.Cluster($"aks{number}"), pinned: $"{number % 3}", settings: Estate.HostileSettings(), secrets: ["b", "a"])),
            Estate.Instance(Estate.Cluster("aks5"), name: "dapr"), Estate.Instance(Estate.Cluster("aks5", "rg2"), name: "dapr"), Estate.Instance(Estate.Cluster("AKS6"), mode: "patch"),
        ];
        var expected = ExportWriters.Of(format).Write(Estate.Set([.. instances]));
        Assert.NotEmpty(expected.Files);
        var random = new Random(1);
        for (var round = 0; round < 3; round++)
        {
            var shuffled = instances.OrderBy(_ => random.Next()).Select(instance => Estate.Instance(
                instance.Reference, instance.Name, pinned: instance.PinnedVersion, mode: instance.AutoUpgradeMode,
                settings: instance.ConfigurationSettings.OrderBy(_ => random.Next()).ToDictionary(), secrets: [.. instance.ConfigurationProtectedSettings.Keys.Reverse()]));
            var again = ExportWriters.Of(format).Write(Estate.Set([.. shuffled]));
            Assert.Equal(expected.Files, again.Files);
            Assert.Equal(expected.Notes, again.Notes);
        }

        Assert.All(expected.Files, file => Assert.DoesNotContain('\r', file.Text));
    }

    [Fact]
    public void An_extension_that_comes_twice_in_another_case_is_one()
    {
        var (one, other) = (Estate.Instance(Estate.Cluster("aks1", "RG")), Estate.Instance(Estate.Cluster("AKS1", "rg"), "FLUX"));
        var written = new ArmWriter().Write(Estate.Set(one, other)).Files;
        Assert.Equal(written, new ArmWriter().Write(Estate.Set(other, one)).Files);
        Assert.Equal("aks1.json", Assert.Single(written).Name);
        Assert.DoesNotContain("FLUX", written[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Nothing_of_the_culture_or_of_read_only_properties_is_in_the_text(ExportFormat format)
    {
        var before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new("tr-TR");
            var set = Estate.Set(Estate.Instance(name: "iiI", mode: "patch", secrets: ["iI"]), Estate.Instance(Estate.Cluster("aksI"), name: "iiI", mode: "patch", secrets: ["iI"]));
            var turkish = ExportWriters.Of(format).Write(set).Files;
            System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;
            Assert.Equal(ExportWriters.Of(format).Write(set).Files, turkish);
            var text = string.Concat(turkish.Select(file => file.Text));
            Assert.All(
                new[] { "currentVersion", "provisioningState\":", "principal", "packageUri", "statuses", "aksAssignedIdentity", "identity:", "\"identity\"", "extensionState" },
                word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_value_of_a_secret_is_in_no_file(ExportFormat format)
    {
        const string Canary = "canary-8e1f5b";
        // Azure returns no values. If it ever did, they would still not be exported.
        var instance = Estate.Instance(secrets: ["password"]);
        instance = new ClusterExtension(instance.Reference)
        {
            Id = instance.Id, Name = instance.Name, ExtensionType = instance.ExtensionType,
            ConfigurationProtectedSettings = new Dictionary<string, string> { ["password"] = Canary },
        };
        var desired = new DesiredExtension
        {
            Name = "dapr", Request = new() { ExtensionType = "microsoft.dapr" },
            ProtectedSettings = new Dictionary<string, SecretReference> { ["token"] = new(SecretSource.File, "secrets/token.txt"), ["key"] = new(SecretSource.Secret, "name", "vault") },
        };
        Environment.SetEnvironmentVariable("FLUX_PASSWORD", Canary);
        var result = ExportWriters.Of(format).Write(ExportSet.Of([ExportItem.Of(instance), ExportItem.Of(Estate.Cluster("aks2"), desired)]));
        var text = string.Concat(result.Files.Select(file => file.Text));
        Assert.DoesNotContain(Canary, text + string.Concat(result.Notes), StringComparison.Ordinal);
        Assert.Contains("password", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(null, true, "compatible", "Stable", null, true, null, "Stable")]
    [InlineData(null, true, null, null, null, true, null, null)]
    [InlineData(null, true, "patch", "Stable", null, null, AutoUpgradeMode.Patch, "Stable")]
    [InlineData(null, false, "none", "Stable", null, false, null, null)]
    [InlineData(null, false, "none", "preview", null, false, null, "preview")]
    [InlineData("1.18.2", false, "none", "stable", "1.18.2", false, null, null)]
    [InlineData("1.18.2", false, "none", "preview", "1.18.2", false, null, "preview")]
    // Older API versions return the version beside automatic upgrades.
    [InlineData("1.18.2", true, "compatible", "Stable", null, true, null, "Stable")]
    public void Version_or_automatic_upgrades_are_exported_and_never_both(
        string? pinned, bool minor, string? mode, string? train, string? version, bool? expectedMinor, AutoUpgradeMode? expectedMode, string? expectedTrain)
    {
        var template = Estate.Instance();
        var request = ExportItem.Of(new ClusterExtension(template.Reference)
        {
            Id = template.Id, Name = "flux", ExtensionType = "microsoft.flux", PinnedVersion = pinned, AutoUpgradeMinorVersion = minor, AutoUpgradeMode = mode, ReleaseTrain = train,
        }).Extension.Request;
        Assert.Equal((version, expectedMinor, expectedMode, expectedTrain), (request.Version, request.AutoUpgradeMinorVersion, request.AutoUpgradeMode, request.ReleaseTrain));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Thousands_of_instances_are_written_completely(ExportFormat format)
    {
        var instances = Enumerable.Range(0, 2_500).SelectMany(number =>
        {
            var cluster = Estate.Cluster($"aks-with-a-name-that-is-longer-than-identifiers-can-be-{number:D4}", $"rg{number % 50}");
            // Half of the clusters have the same, and each of the others has something that no other has.
            return new[] { Estate.Instance(cluster, pinned: $"1.{number % 3}", secrets: ["key"]), Estate.Instance(cluster, "dapr", scopeNamespace: number % 2 == 0 ? "dapr-system" : $"ns{number}") };
        }).ToArray();
        var files = ExportWriters.Of(format).Write(Estate.Set(instances)).Files;
        Assert.Equal(files.Count, files.Select(file => file.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(
            format switch
            {
                ExportFormat.Baseline => 1,
                ExportFormat.Bicep or ExportFormat.Arm => 1_250 + 1 + 1_250,
                ExportFormat.Terraform or ExportFormat.AzApi => 2 + 1_250 + 1,
                // One for flux, one for the dapr of many, one for each of the others, the initiative and the README.
                ExportFormat.AzurePolicy => 1 + 1 + 1_250 + 2,
                _ => 2_500,
            },
            files.Count);
        var text = string.Concat(files.Select(file => file.Text));
        Assert.Contains("ns2499", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_have_names_that_every_file_system_accepts()
    {
        var longest = new string('a', 253);
        var set = Estate.Set(
            Estate.Instance(Estate.Cluster("aks1"), "a"), Estate.Instance(Estate.Cluster("AKS1", "rg2"), "b"), Estate.Instance(Estate.Cluster("nul"), "c"),
            Estate.Instance(Estate.Cluster("com1.x"), "d"), Estate.Instance(Estate.Cluster(longest), "e"));
        var names = set.Groups().Select(group => group.Name).ToList();
        Assert.Equal(["aks1.rg", "cluster-com1.x", "cluster-nul", "AKS1.rg2"], names.Where(name => name.Length < 80));
        Assert.All(names, name => Assert.True(name.Length < 100));
    }

    [Fact]
    public void Clusters_are_in_one_group_when_only_versions_and_settings_differ()
    {
        var set = Estate.Set(
            Estate.Instance(Estate.Cluster("aks1"), pinned: "1"), Estate.Instance(Estate.Cluster("aks2"), pinned: "2", settings: new() { ["a"] = "b" }), Estate.Instance(Estate.Cluster("aks3")),
            Estate.Instance(Estate.Cluster("aks4"), secrets: ["x"]), Estate.Instance(Estate.Cluster("aks5"), scopeNamespace: "other"), Estate.Instance(Estate.Cluster("aks6"), type: "microsoft.dapr"));
        Assert.Equal(["flux", "aks3", "aks4", "aks5", "aks6"], set.Groups().Select(group => group.Name));
        Assert.Equal(2, set.Groups()[0].Clusters.Count);
    }

    [Theory]
    [InlineData(IdentifierStyle.Camel, "flux password", "fluxPassword")]
    [InlineData(IdentifierStyle.Snake, "Flux global.proxy/URL[0]", "flux_global_proxy_url_0")]
    [InlineData(IdentifierStyle.Upper, "backup credentials.tenantId", "BACKUP_CREDENTIALS_TENANT_ID")]
    [InlineData(IdentifierStyle.Upper, "flux api-key", "FLUX_API_KEY")]
    [InlineData(IdentifierStyle.Kebab, "AKS_1 flux.1", "aks-1-flux-1")]
    [InlineData(IdentifierStyle.Camel, "1-2.3", "e123")]
    [InlineData(IdentifierStyle.Snake, "\u65e5\u672c", "extension")]
    internal void Identifiers_are_made_of_any_text(IdentifierStyle style, string text, string expected)
    {
        var names = new Identifiers(style, "taken");
        Assert.Equal(expected, names.Take(text));
        Assert.NotEqual(expected, names.Take(text), StringComparer.OrdinalIgnoreCase);
        Assert.NotEqual("taken", names.Take("TAKEN"), StringComparer.OrdinalIgnoreCase);
    }
}
