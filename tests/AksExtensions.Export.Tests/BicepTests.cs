using System.Text.Json.Nodes;
using AksExtensions.Export;

namespace AksExtensions.Tests;

/// <summary>What is written as Bicep, compiled by the real compiler: without a warning, and to what is written as a template.</summary>
public sealed class BicepTests(CompiledEstates compiled) : IClassFixture<CompiledEstates>
{
    public static TheoryData<string> Estates => [.. All.Keys];

    internal static readonly Dictionary<string, Func<ExportSet>> All = new()
    {
        ["one extension"] = () => Estate.Set(Estate.Instance(settings: new() { ["multiTenancy.enforce"] = "true" })),
        ["a pinned version in another train"] = () => Estate.Set(Estate.Instance(pinned: "1.18.2", train: "preview")),
        ["upgrades of patches, off, and not said"] = () => Estate.Set(
            Estate.Instance(mode: "patch"), Estate.Instance(name: "dapr", minor: false, mode: "none"), Estate.Instance(name: "ml", minor: null, mode: null, train: null, scope: null)),
        ["a namespace, a plan and secrets"] = () => Estate.Set(Estate.Instance(
            scope: ExtensionScope.Namespace, scopeNamespace: "team-a", plan: new("plan", "publisher", "product", "code", "1"), secrets: ["password", "api.key", "API KEY", "ssh/'${x}'"])),
        ["another kind of cluster"] = () => Estate.Set(
            Estate.Instance(Estate.Cluster(type: ClusterType.ConnectedClusters), identity: "SystemAssigned"), Estate.Instance(Estate.Cluster(type: ClusterType.ConnectedClusters), name: "none")),
        ["hostile settings and names"] = () => Estate.Set(
            Estate.Hostile(), Estate.Hostile(name: "true"), Estate.Hostile(name: "az"), Estate.Hostile(name: "cluster"), Estate.Hostile(name: "resourceId"), Estate.Hostile(name: "flux-1"),
            Estate.Hostile(name: "flux.1"), Estate.Hostile(name: new string('a', 200)), Estate.Hostile(name: "secret-password")),
        ["clusters with the same"] = () => Estate.Set(Estate.Instance(secrets: ["password"]), Estate.Instance(Estate.Cluster("aks2", "rg2"), secrets: ["password"])),
        ["clusters that differ in versions and settings"] = () => Estate.Set(
            Estate.Instance(pinned: "1", settings: Estate.HostileSettings()), Estate.Instance(Estate.Cluster("aks2", "rg2"), pinned: "2"),
            Estate.Instance(name: "secret-store"), Estate.Instance(Estate.Cluster("aks2", "rg2"), name: "secret-store", settings: new() { ["a"] = "b" })),
        ["two groups, and clusters of one name"] = () => Estate.Set(
            Estate.Instance(), Estate.Instance(Estate.Cluster("aks1", "rg(2)")), Estate.Instance(Estate.Cluster("aks3"), mode: "patch"), Estate.Instance(Estate.Cluster("aks4"), mode: "patch"),
            Estate.Instance(Estate.Cluster("flux"), name: "dapr"), Estate.Instance(Estate.Cluster("CON"), name: "ml")),
    };

    [Theory]
    [MemberData(nameof(Estates))]
    public void Bicep_compiles_without_a_warning_to_the_template(string estate)
    {
        var set = All[estate]();
        var (bicep, arm) = (new BicepWriter().Write(set).Files, new ArmWriter().Write(set).Files);
        Assert.Empty(compiled.WarningsOf(estate));
        foreach (var file in bicep.Where(file => file.Name.EndsWith(".bicep", StringComparison.Ordinal)))
        {
            var template = arm.Single(other => other.Name == Path.ChangeExtension(file.Name, ".json"));
            Assert.Equal(Json.Template(template.Text), Json.Template(compiled.TemplateOf(estate, template.Name)));
        }

        Assert.Equal(bicep.Count, arm.Count);
    }

    [Fact]
    public void Parameter_files_have_the_values_of_the_templates_parameter_files_and_read_secrets_from_variables()
    {
        var set = Estate.Set(
            Estate.Instance(pinned: "1", settings: Estate.HostileSettings(), secrets: ["key"]), Estate.Instance(Estate.Cluster("aks2", "rg2"), pinned: "2", secrets: ["key"]));
        var arm = new ArmWriter().Write(set).Files;
        // The compiler needs the variable, and the test must not depend on the user's.
        var bicep = new BicepWriter().Write(set).Files.Select(file => file with { Text = file.Text.Replace("'FLUX_KEY'", "'AKSEXTENSIONS_TEST_SECRET'", StringComparison.Ordinal) }).ToList();
        using var folder = new Folder(bicep);
        foreach (var file in bicep.Where(file => file.Name.EndsWith(".bicepparam", StringComparison.Ordinal)))
        {
            var (exitCode, output, errors) = Tool.Bicep("build-params", folder[file.Name], "--stdout");
            Assert.True(exitCode == 0 && errors.Length == 0, errors);
            var parameters = JsonNode.Parse(JsonNode.Parse(output)!["parametersJson"]!.GetValue<string>())!;
            Assert.Equal("value", parameters["parameters"]!["fluxKey"]!["value"]!.GetValue<string>());
            parameters["parameters"]!.AsObject().Remove("fluxKey");
            var expected = arm.Single(other => other.Name == Path.ChangeExtension(file.Name, ".parameters.json"));
            Assert.Equal(Json.Canonical(expected.Text), Json.Canonical(parameters.ToJsonString()));
        }

        Assert.Equal(["flux.bicep", "aks1.bicepparam", "aks2.bicepparam"], bicep.Select(file => file.Name));
    }

    [Fact]
    public void One_file_has_all_clusters_of_a_resource_group()
    {
        var set = Estate.Set(Estate.Instance(secrets: ["key"]), Estate.Instance(Estate.Cluster("aks2"), secrets: ["key"]), Estate.Hostile(Estate.Cluster("aks2")));
        var bicep = Assert.Single(new BicepWriter().WriteFile(set, "all.bicep").Files);
        using var folder = new Folder([bicep]);
        AssertCompiles(folder["all.bicep"], Assert.Single(new ArmWriter().WriteFile(set, "all.json").Files).Text);
    }

    [Fact]
    public void Clusters_of_several_resource_groups_need_a_folder()
    {
        var set = Estate.Set(Estate.Instance(), Estate.Instance(Estate.Cluster("aks2", "rg2")));
        foreach (var format in new[] { ExportFormat.Bicep, ExportFormat.Arm })
        {
            var refusal = Assert.Throws<AksExtensionException>(() => ExportWriters.Of(format).WriteFile(set, "all"));
            Assert.Equal("ExportNeedsFolder", refusal.ErrorId);
            Assert.Contains("the clusters are in 2", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("it", "'it'")]
    [InlineData("it's \\ ${x} $x {x}", "'it\\'s \\\\ \\${x} $x {x}'")]
    [InlineData("a\nb\r\tc\u200b\U0001F600", "'a\\nb\\r\\tc\\u{200b}\U0001F600'")]
    public void Texts_are_escaped(string text, string expected) => Assert.Equal(expected, BicepText.Quote(text));

    private static void AssertCompiles(string path, string expected)
    {
        var (exitCode, output, errors) = Tool.Bicep("build", path, "--stdout");
        Assert.True(exitCode == 0 && errors.Length == 0, errors);
        Assert.Equal(Json.Template(expected), Json.Template(output));
    }
}
